import assert from "node:assert/strict";
import { insertKey, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertAppToken, insertDeveloperApp, type TestApp } from "#e2e/support/oauth/apps.ts";
import { basic } from "#e2e/support/oauth/authorization-server.ts";
import { createAppKey } from "#e2e/support/oauth/sign-assertion.ts";
import { builtInPermissions } from "#lib/domain/rbac/permissions.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { unlimited } from "./fleet.ts";

/** A token that works, and the request that ends it or takes its permission `keys:write`. */
interface EndingToken {
  secret: string;
  revoke: () => Promise<void>;
}

/** How an app's token ends, by name: by requests to this console, as the console's pages and the app itself send them. */
export async function createAppEndings(
  database: Database,
  team: TestTeam,
  origin: string,
): Promise<Record<string, () => Promise<EndingToken>>> {
  const manager = await insertKey(database, team, {
    ...unlimited,
    inheritsPermissions: false,
    permissions: Object.keys(builtInPermissions),
  });

  const mutate = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${origin}/v1/api/apps/${path}`, {
      method,
      headers: { authorization: `Bearer ${manager.secret}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} /apps/${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };

  const revokeToken = async (app: TestApp, token: string): Promise<void> => {
    const body = new URLSearchParams({ token });
    const response = await fetch(`${origin}/oauth/revoke`, { method: "POST", headers: basic(app), body });
    assert.equal(response.status, 200, await response.text());
  };

  const end = async (
    ending: (app: TestApp, token: string) => Promise<unknown>,
    fields: Parameters<typeof insertDeveloperApp>[2] = {},
    token: Parameters<typeof insertAppToken>[2] = {},
  ): Promise<EndingToken> => {
    const app = await insertDeveloperApp(database, team, { ...unlimited, ...fields });
    const secret = await insertAppToken(database, app, token);
    return { secret, revoke: async () => void (await ending(app, secret)) };
  };

  const createKeySet = () => ({ keys: [createAppKey("ES256").jwk] });

  return {
    "app disabled": () => end(({ id }) => mutate("POST", `${id}/disable`)),
    "app deleted": () => end(({ id }) => mutate("DELETE", id)),
    "app narrowed": () => end(({ id }) => mutate("PATCH", id, { scopes: ["keys:read"] })),
    "app secret replaced": () => end(({ id }) => mutate("POST", `${id}/secrets`, { gracePeriodSeconds: 0 })),
    "app secret ended": () =>
      end(({ id, secretId }) => mutate("DELETE", `${id}/secrets/${secretId}`), { jwks: createKeySet() }),
    "app keys changed": () =>
      end(
        ({ id }) => mutate("PATCH", id, { jwks: createKeySet() }),
        { jwks: createKeySet() },
        { secretId: null },
      ),
    "token revoked": () => end(revokeToken),
  };
}
