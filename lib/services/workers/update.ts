import type { UpdateWorkerInput, WorkerDto } from "#lib/contract/resources/workers.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findWorker } from "./find-worker.ts";
import { toWorkerDto } from "./worker-dto.ts";

/** PATCH /workers/{id}: changes the given fields. */
export async function updateWorker(
  ctx: ServiceContext,
  input: UpdateWorkerInput & { id: string },
): Promise<WorkerDto> {
  const scope = authorize(ctx, "workers:write");
  const { teamId } = scope;
  const { id, ...fields } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    await findWorker(tx, scope, id);
    await tx.worker.updateMany({
      where: { id, teamId, deletedAt: null },
      data: { ...fields, updatedAt: ctx.now },
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "worker.update",
      target: { type: "worker", id },
      changes: fields,
    });
    return toWorkerDto(await findWorker(tx, scope, id));
  });
}
