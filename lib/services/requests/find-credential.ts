import { notFound } from "#lib/domain/common/errors.ts";
import { isId } from "#lib/domain/common/ids.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { assertEnvironment, assertUnlimited } from "#lib/services/bounds.ts";
import { findKey } from "#lib/services/keys/find-key.ts";

/** Reads the key or app of a request. Throws `not_found`, and `forbidden` for one outside the caller's bounds. */
export async function findCredential(
  tx: Pick<Transaction, "apiKey" | "app">,
  scope: Scope,
  id: string,
): Promise<{ updatedAt: Date }> {
  if (!isId("app", id)) return findKey(tx, scope, id);
  const { teamId } = scope;
  const select = { updatedAt: true, environmentId: true } as const;
  const app = await tx.app.findFirst({ where: { id, teamId }, select });
  if (app === null) throw notFound();
  assertEnvironment(scope, app.environmentId);
  assertUnlimited(scope);
  return app;
}
