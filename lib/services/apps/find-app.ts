import { notFound } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { assertAppVisible } from "#lib/services/bounds.ts";
import { type AppRow, includeForDto } from "./plan/app-dto.ts";

/**
 * Reads an app of the team, also a deleted one. Throws `not_found`, and `forbidden` for a key of another environment or one
 * that is limited to resources, which no app is.
 */
export async function findApp(tx: Pick<Transaction, "app">, scope: Scope, id: string): Promise<AppRow> {
  const app = await tx.app.findFirst({ where: { id, teamId: scope.teamId }, include: includeForDto });
  if (app === null) throw notFound();
  assertAppVisible(scope, app);
  return app;
}

/** Reads the app and locks it until the transaction ends, so that changes to one app are serialized. */
export async function lockApp(tx: Transaction, scope: Scope, id: string): Promise<AppRow> {
  await tx.$executeRaw`SELECT 1 FROM apps WHERE id = ${id} AND team_id = ${scope.teamId} FOR UPDATE`;
  return findApp(tx, scope, id);
}
