import type { Environment } from "#lib/db/generated/client.ts";
import type { Transaction } from "#lib/db/transaction.ts";
import { invalidField } from "#lib/errors.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { narrowEnvironment } from "#lib/services/bounds.ts";

/** The team's environment of this name, for something to be made in it. Throws `invalid_request` when there is none. */
export async function findEnvironment(tx: Transaction, scope: Scope, slug: string): Promise<Environment> {
  narrowEnvironment(scope, slug);
  // It cannot be retired until what is made in it is there.
  await tx.$executeRaw`
    SELECT 1 FROM environments WHERE team_id = ${scope.teamId} AND slug = ${slug} FOR KEY SHARE`;
  const environment = await tx.environment.findFirst({
    where: { teamId: scope.teamId, slug, retiredAt: null },
  });
  if (environment === null) throw invalidField("environment", "The team has no such environment");
  return environment;
}
