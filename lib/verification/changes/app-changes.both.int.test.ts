import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createTestRuntime, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createManualClock } from "#e2e/support/limits/manual-clock.ts";
import { insertAppToken, insertDeveloperApp, type TestApp } from "#e2e/support/oauth/apps.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { createChanges } from "#lib/platform/db/changes.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { type InvalidationKind, recordInvalidation } from "#lib/services/invalidations/record.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";
import { verifyKey } from "#lib/verification/answer/answer-verify.ts";
import { createKnownKeys } from "#lib/verification/cache/known-keys.ts";
import { followChanges } from "./follow-changes.ts";

let database: Database;
/** The instance that makes the changes, and one that receives them only through the database. */
let first: Runtime;
let second: Runtime;
let team: TestTeam;
let app: TestApp;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  first = startInstance(database);
  second = startInstance({ ...database, changes: createChanges() });
  team = await insertTeam(database);
});

beforeEach(async () => {
  app = await insertDeveloperApp(database, team);
});

afterAll(async () => {
  for (const stop of stops) await stop();
  await database.close();
});

function startInstance(over: Database): Runtime {
  const clock = createManualClock(Date.now());
  const plain = createTestRuntime(over, { authAnyTeam: true });
  const keys = createKnownKeys(over, { maxKeys: 1_000, outageMs: 300_000 });
  const runtime = { ...plain, keys, limiter: createMemoryLimiter({ maxCounters: 1_000, clock }) };
  const following = followChanges(runtime);
  stops.push(following.stop, plain.usage.stop);
  return runtime;
}

async function ask(runtime: Runtime, token: string, search = "?permission=keys:write"): Promise<number> {
  const { status } = await answerAuth(runtime, {
    path: "",
    search,
    authorization: `Bearer ${token}`,
    apiKey: null,
    address: "203.0.113.9",
    requestId: "req_test",
    transportProblem: null,
  });
  return status;
}

/** Reads the token in both instances until it is in the memory of both. */
async function remember(token: string): Promise<void> {
  for (const runtime of [first, second]) {
    await vi.waitFor(async () => {
      expect(await ask(runtime, token)).toBe(200);
      expect(runtime.keys.find(token)).not.toBeInstanceOf(Promise);
    }, 5_000);
  }
}

async function expectRejected(token: string, status = 401): Promise<void> {
  expect(await ask(first, token)).toBe(status);
  await vi.waitFor(async () => expect(await ask(second, token)).toBe(status), {
    timeout: 5_000,
    interval: 20,
  });
}

async function change(
  kind: InvalidationKind,
  subjectId: string,
  update: (tx: Transaction) => Promise<unknown>,
): Promise<void> {
  await withTransaction(database, async (tx) => {
    await update(tx);
    await recordInvalidation(tx, kind, subjectId);
  });
}

const changeApp = (data: Parameters<Transaction["app"]["update"]>[0]["data"]) =>
  change("app", app.id, (tx) => tx.app.update({ where: { id: app.id }, data }));

describe("all tokens of an app are rejected by both instances", () => {
  const later = new Date(Date.now() + 60_000);

  test.each<[string, () => Promise<unknown>, number]>([
    ["after it was disabled", () => changeApp({ disabledAt: new Date() }), 401],
    ["after it was deleted", () => changeApp({ deletedAt: new Date() }), 401],
    ["after its scopes were narrowed", () => changeApp({ scopes: ["keys:read"] }), 403],
    ["after its role was lowered", () => changeApp({ role: "viewer" }), 403],
    ["after it got an allowlist", () => changeApp({ allowedIps: ["192.0.2.0/24"] }), 403],
    [
      "after the secret that got them ended",
      () =>
        change("app", app.id, (tx) =>
          tx.appSecret.update({ where: { id: app.secretId }, data: { endsAt: new Date() } }),
        ),
      401,
    ],
    [
      "after they were revoked",
      () =>
        change("app", app.id, (tx) =>
          tx.appToken.updateMany({ where: { appId: app.id }, data: { revokedAt: new Date() } }),
        ),
      401,
    ],
    [
      "after the team was suspended",
      () =>
        change("team", team.id, (tx) =>
          tx.team.update({ where: { id: team.id }, data: { suspendedAt: new Date() } }),
        ),
      401,
    ],
  ])("%s", async (_, make, status) => {
    const tokens = [await insertAppToken(database, app), await insertAppToken(database, app)];
    for (const token of tokens) await remember(token);
    await make();
    for (const token of tokens) await expectRejected(token, status);
    await database.prisma.team.update({ where: { id: team.id }, data: { suspendedAt: null } });
    await change("team", team.id, async () => {});
  });

  test("but others keep working: with another secret, in its grace period, or of another app", async () => {
    const graced = await insertDeveloperApp(database, team);
    await database.prisma.appSecret.update({ where: { id: graced.secretId }, data: { endsAt: later } });
    const tokens = [
      await insertAppToken(database, graced),
      await insertAppToken(database, await insertDeveloperApp(database, team)),
    ];
    for (const token of tokens) await remember(token);
    await changeApp({ deletedAt: new Date() });
    for (const token of tokens)
      for (const runtime of [first, second]) expect(await ask(runtime, token)).toBe(200);
  });
});

test("a disabled app's tokens work again after it was enabled", async () => {
  const token = await insertAppToken(database, app);
  await remember(token);
  await changeApp({ disabledAt: new Date() });
  await expectRejected(token);
  await changeApp({ disabledAt: null });
  await remember(token);
});

test("new public keys end the tokens that assertions got before, and no others", async () => {
  const ofAssertion = await insertAppToken(database, app, { secretId: null });
  const ofSecret = await insertAppToken(database, app);
  await remember(ofAssertion);
  await changeApp({ tokensEndedAt: new Date() });
  await expectRejected(ofAssertion);
  await remember(ofSecret);
  const after = await insertAppToken(database, app, {
    secretId: null,
    createdAt: new Date(Date.now() + 1_000),
  });
  await remember(after);
});

test("the codes say why a token is rejected", async () => {
  const caller = { teamId: team.id, environmentSlug: null, service: "", requestId: "req_test" };
  const verify = async (
    token: string,
    input: { permissions?: string[]; environment?: string; ip?: string } = {},
  ) => {
    const { code } = await verifyKey(first, caller, { key: token, spend: false, ...input });
    return code;
  };
  const past = new Date(Date.now() - 1_000);
  const insert = async (
    fields: Parameters<typeof insertDeveloperApp>[2],
    token: Parameters<typeof insertAppToken>[2] = {},
  ) => insertAppToken(database, await insertDeveloperApp(database, team, fields), token);
  expect(await verify(await insert({}))).toBe("VALID");
  expect(await verify(await insert({}, { expiresAt: past }))).toBe("EXPIRED");
  expect(await verify(await insert({}, { revokedAt: past }))).toBe("REVOKED");
  expect(await verify(await insert({ deletedAt: past }))).toBe("REVOKED");
  expect(await verify(await insert({ disabledAt: past }))).toBe("DISABLED");
  expect(await verify(await insert({ allowedIps: ["192.0.2.0/24"] }), { ip: "203.0.113.9" })).toBe(
    "IP_NOT_ALLOWED",
  );
  expect(await verify(await insert({}), { environment: "production" })).toBe("ENVIRONMENT_MISMATCH");
  expect(await verify(await insert({}, { scopes: ["keys:read"] }), { permissions: ["keys:write"] })).toBe(
    "INSUFFICIENT_PERMISSIONS",
  );
  const foreign = await insertTeam(database);
  const ofOther = await insertAppToken(database, await insertDeveloperApp(database, foreign));
  expect(await verify(ofOther)).toBe("NOT_FOUND");
});

test("a retired permission is lost, and comes back with it", async () => {
  const name = "invoices:write";
  const permission = await database.prisma.teamPermission.create({
    data: { id: `perm_${app.id}`, teamId: team.id, name, description: "", createdAt: new Date() },
  });
  app = await insertDeveloperApp(database, team, { scopes: [name, "keys:write"] });
  const token = await insertAppToken(database, app);
  await remember(token);
  expect(await ask(first, token, `?permission=${name}`)).toBe(200);
  const set = (retiredAt: Date | null) =>
    change("team", team.id, (tx) =>
      tx.teamPermission.update({ where: { id: permission.id }, data: { retiredAt } }),
    );
  await set(new Date());
  expect(await ask(first, token, `?permission=${name}`)).toBe(403);
  await set(null);
  expect(await ask(first, token, `?permission=${name}`)).toBe(200);
});

test("all tokens of an app share one limit", async () => {
  app = await insertDeveloperApp(database, team, { rateLimitPerMinute: 3 });
  const tokens = await Promise.all([1, 2].map(() => insertAppToken(database, app)));
  const statuses: number[] = [];
  for (const token of [...tokens, ...tokens]) statuses.push(await ask(first, token));
  expect(statuses).toEqual([200, 200, 200, 429]);
});
