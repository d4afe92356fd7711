import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type ApiCall, callApi } from "#e2e/support/access/api-caller.ts";
import {
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { builtInPermissions } from "#lib/domain/rbac/permissions.ts";
import { createChanges } from "#lib/platform/db/changes.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";
import { followChanges } from "#lib/verification/changes/follow-changes.ts";

let database: Database;
/** The instance that handles the changes. */
let first: Runtime;
/** The instance that receives them only through the database. */
let second: Runtime;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  [first, second] = [startInstance(database), startInstance({ ...database, changes: createChanges() })];
  setRuntime(first);
});

afterAll(async () => {
  setRuntime(undefined);
  for (const stop of stops) await stop();
  await database.close();
});

function startInstance(over: Database): Runtime {
  const unlimited = { rateLimit: { perMinute: 1_000_000, per10Seconds: 1_000_000 } };
  const runtime = createTestRuntime(over, { ...unlimited, authAnyTeam: true });
  const following = followChanges(runtime);
  stops.push(following.stop, runtime.usage.stop);
  return runtime;
}

async function authorizeWith(
  runtime: Runtime,
  secret: string,
  search = "?permission=keys:write",
): Promise<number> {
  const { status } = await answerAuth(runtime, {
    path: "",
    search,
    authorization: `Bearer ${secret}`,
    apiKey: null,
    address: "203.0.113.9",
    requestId: "req_test",
    transportProblem: null,
  });
  return status;
}

interface Case {
  team: TestTeam;
  keyId: string;
  memberId: string;
}

const changes: [string, (of: Case) => [string, ApiCall]][] = [
  ["deleting the key", ({ keyId }) => [`/keys/${keyId}`, { method: "DELETE" }]],
  ["disabling the key", ({ keyId }) => [`/keys/${keyId}/disable`, { method: "POST" }]],
  ["rotating it now", ({ keyId }) => [`/keys/${keyId}/rotate`, { body: { gracePeriodSeconds: 0 } }]],
  [
    "removing its permission",
    ({ keyId }) => [`/keys/${keyId}`, { method: "PATCH", body: { permissions: [] } }],
  ],
  [
    "setting an allowlist without this client",
    ({ keyId }) => [`/keys/${keyId}`, { method: "PATCH", body: { allowedIps: ["192.0.2.1"] } }],
  ],
  [
    "removing its owner",
    ({ team, memberId }) => [
      `/teams/${team.id}/members/${memberId}`,
      { method: "DELETE", body: { keys: "revoke" } },
    ],
  ],
  [
    "suspending its owner",
    ({ team, memberId }) => [
      `/teams/${team.id}/members/${memberId}`,
      { method: "PATCH", body: { status: "suspended" } },
    ],
  ],
  [
    "demoting its owner",
    ({ team, memberId }) => [
      `/teams/${team.id}/members/${memberId}`,
      { method: "PATCH", body: { role: "viewer" } },
    ],
  ],
];

describe("a key that both instances have cached is rejected", () => {
  test.each(changes)(
    "after %s: immediately on the instance that handled it, and soon on the other",
    async (_, describeCall) => {
      const team = await insertTeam(database);
      const member = await insertMember(database, team, "developer");
      const { secret: ofTeamsOwner } = await insertKey(database, team, {
        inheritsPermissions: false,
        permissions: Object.keys(builtInPermissions),
        environmentId: team.environments.production ?? "",
      });
      const { secret: ofKeysOwner } = await insertKey(database, team, { ownerUserId: member.id });
      const { id: keyId, secret } = await insertKey(database, team, { ownerUserId: member.id });
      for (const runtime of [first, second]) {
        await vi.waitFor(async () => {
          expect(await authorizeWith(runtime, secret)).toBe(200);
          expect(runtime.keys.find(secret)).not.toBeInstanceOf(Promise);
        });
      }
      const [path, call] = describeCall({ team, keyId, memberId: member.memberId });
      const key = path.startsWith("/teams/") ? ofTeamsOwner : ofKeysOwner;
      expect(await callApi(path, { key, ...call })).toMatchObject({ status: 200 });
      expect([401, 403]).toContain(await authorizeWith(first, secret));
      await vi.waitFor(async () => expect([401, 403]).toContain(await authorizeWith(second, secret)), 5_000);
    },
  );
});
