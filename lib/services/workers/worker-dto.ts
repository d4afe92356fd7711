import type { Worker } from "#lib/db/generated/client.ts";
import type { WorkerDto } from "#lib/schemas/workers.ts";

/** The kind of AI workers in a key's resources: `workers:wrk_…`. */
export const workerKind = "workers";

export const includeForDto = { environment: { select: { slug: true } } } as const;

export type WorkerRow = Worker & { environment: { slug: string } };

export function toWorkerDto(worker: WorkerRow): WorkerDto {
  return {
    id: worker.id,
    teamId: worker.teamId,
    name: worker.name,
    description: worker.description,
    instructions: worker.instructions,
    status: worker.status,
    environment: worker.environment.slug,
    createdAt: worker.createdAt.toISOString(),
    updatedAt: worker.updatedAt.toISOString(),
  };
}
