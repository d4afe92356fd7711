import type { TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertAppToken, insertDeveloperApp, type TestApp } from "#e2e/support/oauth/apps.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { unlimited } from "./fleet.ts";

/** A token that works, and what ends it or takes its permission `keys:write`. Resolves once that is confirmed. */
interface EndingToken {
  secret: string;
  isFromOutside: true;
  revoke: () => Promise<void>;
}

/** How an app's token ends, by name. The changes are confirmed as those of admin commands are (confirmFromOutside). */
export function createAppEndings(
  database: Database,
  team: TestTeam,
): Record<string, () => Promise<EndingToken>> {
  const create = async (
    change: (tx: Transaction, app: TestApp) => Promise<unknown>,
  ): Promise<EndingToken> => {
    const app = await insertDeveloperApp(database, team, unlimited);
    const revoke = () =>
      withTransaction(database, async (tx) => {
        await change(tx, app);
        await recordInvalidation(tx, "app", app.id);
      });
    return { secret: await insertAppToken(database, app), revoke, isFromOutside: true };
  };
  const updateApp = (data: Parameters<Transaction["app"]["update"]>[0]["data"]) =>
    create((tx, { id }) => tx.app.update({ where: { id }, data }));
  return {
    "app disabled": () => updateApp({ disabledAt: new Date() }),
    "app deleted": () => updateApp({ deletedAt: new Date() }),
    "app narrowed": () => updateApp({ scopes: ["keys:read"] }),
    "app secret ended": () =>
      create((tx, { secretId }) =>
        tx.appSecret.update({ where: { id: secretId }, data: { endsAt: new Date(0) } }),
      ),
    "token revoked": () =>
      create((tx, { id }) =>
        tx.appToken.updateMany({ where: { appId: id }, data: { revokedAt: new Date() } }),
      ),
  };
}
