import type { Environment } from "#lib/db/generated/client.ts";
import type { Transaction } from "#lib/db/transaction.ts";
import { notFound } from "#lib/errors.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { assertEnvironment, reachesEveryEnvironment } from "#lib/services/bounds.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";

/**
 * The team's environment, with the team locked: its environments change one after another. Throws `not_found`, and
 * `forbidden` for a key that may not manage the team.
 */
export async function lockEnvironment(
  tx: Transaction,
  scope: Scope,
  environmentId: string,
): Promise<Environment> {
  await lockTeamWith(tx, scope, "team:write");
  const { teamId } = scope;
  // Whoever is making something in it right now is waited for (findEnvironment).
  await tx.$executeRaw`SELECT 1 FROM environments WHERE id = ${environmentId} AND team_id = ${teamId} FOR UPDATE`;
  const environment = await tx.environment.findFirst({
    where: { id: environmentId, teamId, retiredAt: null },
  });
  if (environment === null) throw notFound();
  if (!reachesEveryEnvironment(scope)) assertEnvironment(scope, environment.id);
  return environment;
}
