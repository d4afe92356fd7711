import type { CreateWorkerInput, WorkerDto } from "#lib/contract/resources/workers.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import { assertResource } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findEnvironment } from "#lib/services/environments/find.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { workerKind } from "#lib/services/resource-kinds.ts";
import { includeForDto, toWorkerDto } from "./worker-dto.ts";

/** POST /workers: creates an AI worker in one of the team's environments. */
export async function createWorker(ctx: ServiceContext, input: CreateWorkerInput): Promise<WorkerDto> {
  const scope = authorize(ctx, "workers:write");
  assertResource(scope, workerKind, null);
  const { teamId } = scope;
  const { environment: slug, ...fields } = input;
  return withClaim(ctx, async (tx) => {
    const environment = await findEnvironment(tx, scope, slug);
    const worker = await tx.worker.create({
      data: {
        id: createId("worker"),
        teamId,
        environmentId: environment.id,
        ...fields,
        createdAt: ctx.now,
        updatedAt: ctx.now,
      },
      include: includeForDto,
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "worker.create",
      target: { type: "worker", id: worker.id },
      changes: input,
    });
    return toWorkerDto(worker);
  });
}
