import type { WorkerDto } from "#lib/contract/resources/workers.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findWorker } from "./find-worker.ts";
import { toWorkerDto } from "./worker-dto.ts";

/** DELETE /workers/{id}: removes it from every list. Returns the removed worker. */
export async function deleteWorker(ctx: ServiceContext, input: { id: string }): Promise<WorkerDto> {
  const scope = authorize(ctx, "workers:write");
  const { teamId } = scope;
  const { id } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const worker = await findWorker(tx, scope, id);
    await tx.worker.updateMany({ where: { id, teamId, deletedAt: null }, data: { deletedAt: ctx.now } });
    await emitAudit(tx, ctx, {
      teamId,
      action: "worker.delete",
      target: { type: "worker", id },
      changes: { name: worker.name },
    });
    return toWorkerDto(worker);
  });
}
