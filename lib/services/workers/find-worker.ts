import { notFound } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { assertEnvironment, assertResource } from "#lib/services/bounds.ts";
import { workerKind } from "#lib/services/resource-kinds.ts";
import { includeForDto, type WorkerRow } from "./worker-dto.ts";

/** Reads the team's AI worker. Throws `not_found`, and `forbidden` for a key without access to its environment or id. */
export async function findWorker(
  tx: Pick<Transaction, "worker">,
  scope: Scope,
  id: string,
): Promise<WorkerRow> {
  const worker = await tx.worker.findFirst({
    where: { id, teamId: scope.teamId, deletedAt: null },
    include: includeForDto,
  });
  if (worker === null) throw notFound();
  assertEnvironment(scope, worker.environmentId);
  assertResource(scope, workerKind, worker.id);
  return worker;
}
