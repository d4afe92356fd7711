import { invalidField } from "#lib/domain/common/errors.ts";
import type { Environment } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { narrowEnvironment } from "#lib/services/bounds.ts";

/** Finds an environment by slug, to create an object in it. Throws `invalid_request` if the team has none with this slug. */
export async function findEnvironment(tx: Transaction, scope: Scope, slug: string): Promise<Environment> {
  narrowEnvironment(scope, slug);
  // Prevents its removal until the new object is committed.
  await tx.$executeRaw`
    SELECT 1 FROM environments WHERE team_id = ${scope.teamId} AND slug = ${slug} FOR KEY SHARE`;
  const environment = await tx.environment.findFirst({
    where: { teamId: scope.teamId, slug, retiredAt: null },
  });
  if (environment === null)
    throw invalidField("environment", "The team has no environment with this short name");
  return environment;
}
