import type { WorkerDto } from "#lib/contract/resources/workers.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findWorker } from "./find-worker.ts";
import { toWorkerDto } from "./worker-dto.ts";

/** GET /workers/{id}. */
export async function readWorker(ctx: ServiceContext, input: { id: string }): Promise<WorkerDto> {
  const scope = authorize(ctx, "workers:read");
  return toWorkerDto(await findWorker(ctx.runtime.database.prisma, scope, input.id));
}
