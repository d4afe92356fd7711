import type { WorkerDto } from "#lib/contract/resources/workers.ts";
import type { Worker } from "#lib/platform/db/generated/client.ts";

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
