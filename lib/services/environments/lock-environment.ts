import { notFound } from "#lib/domain/common/errors.ts";
import type { Environment } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { assertEnvironment, reachesEveryEnvironment } from "#lib/services/bounds.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";

/**
 * Locks the team and reads one of its environments, so that changes to environments are serialized. Throws `not_found`, and
 * `forbidden` for a key that cannot manage the team.
 */
export async function lockEnvironment(
  tx: Transaction,
  scope: Scope,
  environmentId: string,
): Promise<Environment> {
  await lockTeamWith(tx, scope, "team:write");
  const { teamId } = scope;
  // Waits for transactions that are creating an object in it (findEnvironment).
  await tx.$executeRaw`SELECT 1 FROM environments WHERE id = ${environmentId} AND team_id = ${teamId} FOR UPDATE`;
  const environment = await tx.environment.findFirst({
    where: { id: environmentId, teamId, retiredAt: null },
  });
  if (environment === null) throw notFound();
  if (!reachesEveryEnvironment(scope)) assertEnvironment(scope, environment.id);
  return environment;
}
