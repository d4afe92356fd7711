import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createRequestId } from "#lib/domain/common/request-id.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";
import { verifyKey } from "#lib/verification/answer/answer-verify.ts";
import { introspectKey } from "#lib/verification/answer/introspect-key.ts";
import { maxListLength, maxTextLength } from "./describe-request.ts";
import { createNoRequestLog, createRequestRecorder } from "./request-recorder.ts";

let database: Database;
let runtime: ReturnType<typeof createTestRuntime>;
let team: TestTeam;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

async function ask(secret: string | null, path: string, search: string): Promise<string> {
  const requestId = createRequestId();
  await answerAuth(runtime, {
    path,
    search,
    authorization: secret === null ? null : `Bearer ${secret}`,
    apiKey: null,
    address: "192.0.2.1",
    requestId,
    transportProblem: null,
  });
  return requestId;
}

async function readEntry(id: string) {
  await runtime.requests.flush();
  return database.prisma.requestLogEntry.findUnique({ where: { id } });
}

test("/auth, /keys/verify and introspection each log an accepted and a rejected request", async () => {
  const key = await insertKey(database, team, { inheritsPermissions: false, permissions: ["keys:read"] });
  const of = { teamId: team.id, keyId: key.id, secretId: key.secretId };
  const accepted = await ask(key.secret, "", `?team=${team.id}&permission=keys:read`);
  const rejected = await ask(
    key.secret,
    "",
    `?team=${team.id}&permission=keys:write&environment=development`,
  );
  expect(await readEntry(accepted)).toMatchObject({
    ...of,
    sample: "accepted",
    endpoint: "auth",
    outcome: "VALID",
    permissions: ["keys:read"],
    environment: "development",
    address: "192.0.2.1",
    service: "",
    more: 0,
  });
  expect(await readEntry(rejected)).toMatchObject({
    ...of,
    sample: "rejected",
    outcome: "INSUFFICIENT_PERMISSIONS",
    facts: { missing: ["keys:write"], permissions: ["keys:read"], limit: { perSeconds: 60, max: 1000 } },
  });
  const requestId = createRequestId();
  const caller = { teamId: team.id, environmentSlug: "staging", service: "key_asking", requestId };
  await verifyKey(runtime, caller, { key: key.secret, spend: true, ip: "2001:DB8::1" });
  expect(await readEntry(requestId)).toMatchObject({
    ...of,
    endpoint: "verify",
    outcome: "ENVIRONMENT_MISMATCH",
    environment: "staging",
    address: "2001:db8::1",
    service: "key_asking",
  });
  const other = await insertKey(database, team, { expiresAt: new Date(Date.now() - 1_000) });
  const introspection = { ...caller, environmentSlug: null, requestId: createRequestId() };
  await introspectKey(runtime, introspection, other.secret);
  expect(await readEntry(introspection.requestId)).toMatchObject({
    keyId: other.id,
    endpoint: "introspect",
    outcome: "EXPIRED",
    address: null,
  });
});

test("a request without a key of the team names neither key nor team", async () => {
  const foreign = await insertKey(database, await insertTeam(database));
  const nobody = { teamId: null, keyId: null, secretId: null, sample: "unknown" };
  const ids = [
    await ask(null, "", `?team=${team.id}`),
    await ask("be_cut", "", `?team=${team.id}`),
    await ask(createSecret(), "", `?team=${team.id}`),
    await ask(foreign.secret, "", `?team=${team.id}&permission=keys:read`),
    await ask(foreign.secret, "", "?team="),
  ];
  const entries = await Promise.all(ids.map(readEntry));
  expect(entries).toMatchObject([
    { ...nobody, outcome: "NO_KEY" },
    { ...nobody, outcome: "NOT_FOUND" },
    { ...nobody, outcome: "NOT_FOUND", facts: { cause: null } },
    { ...nobody, outcome: "NOT_FOUND", facts: { cause: "other_team" }, permissions: ["keys:read"] },
    { ...nobody, outcome: "INVALID_REQUEST" },
  ]);
});

test("a row contains no secret, and what a client chose is short", async () => {
  const key = await insertKey(database, team, { inheritsPermissions: false, permissions: [] });
  const secret = createSecret();
  const many = Array.from({ length: 30 }, (_, index) => `&permission=a${index}:read`).join("");
  const long = "r".repeat(190);
  const search = `team=${team.id}&permission=${secret}${many}&resource=${long}&environment=${key.secret}`;
  const id = await ask(key.secret, `/with/${search}/orders`, "");
  const entry = await readEntry(id);
  const text = JSON.stringify(entry);
  expect(entry).toMatchObject({ keyId: key.id });
  for (const part of [secret, key.secret]) expect(text).not.toContain(part.slice(3, 20));
  expect(entry?.permissions).toHaveLength(maxListLength);
  expect(entry?.resource).toHaveLength(maxTextLength);
  expect(text.length).toBeLessThan(4_000);
});

test("what was rejected more than ten times in a minute is counted, also over several writes", async () => {
  const key = await insertKey(database, team, { disabledAt: new Date() });
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 8; i++) await ask(key.secret, "", `?team=${team.id}`);
    await runtime.requests.flush();
  }
  const { _sum, _count } = await database.prisma.requestLogEntry.aggregate({
    where: { keyId: key.id },
    _sum: { more: true },
    _count: true,
  });
  // A minute can end during the test: then there are more entries and fewer counts.
  expect(_count + (_sum.more ?? 0)).toBe(24);
  expect(_count).toBeLessThanOrEqual(20);
});

test("keeps what could not be written while the database is unreachable, and loses it when it is refused", async () => {
  const key = await insertKey(database, team, { disabledAt: new Date() });
  const failures: Error[] = [];
  const query = vi.fn(async (...parameters: Parameters<Database["pool"]["query"]>) => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return database.pool.query(...parameters);
  });
  const recorder = createRequestRecorder(
    { pool: Object.assign(Object.create(database.pool), { query }) },
    createLogger({ level: "silent" }),
  );
  const own = { ...runtime, requests: recorder };
  const reject = async () => {
    const requestId = createRequestId();
    const caller = { teamId: team.id, environmentSlug: null, service: "", requestId };
    await verifyKey(own, caller, { key: key.secret, spend: true });
    return requestId;
  };
  failures.push(Object.assign(new Error("gone"), { code: "ECONNREFUSED" }));
  const kept = await reject();
  await recorder.flush();
  await recorder.flush();
  expect(await database.prisma.requestLogEntry.count({ where: { id: kept } })).toBe(1);
  failures.push(Object.assign(new Error("permission denied"), { code: "42501" }));
  for (let i = 0; i < 12; i++) await reject();
  await recorder.flush();
  expect(recorder.describe()).toEqual({ written: 1, dropped: 12 });
  await reject();
  await recorder.stop();
  // It gets an entry only if another minute has begun.
  const { written, dropped } = recorder.describe();
  expect(written + dropped).toBe(14);
});

test("adds counts for written entries to what was dropped when they are refused", async () => {
  const key = await insertKey(database, team, { disabledAt: new Date() });
  const query = vi.fn(database.pool.query.bind(database.pool));
  const recorder = createRequestRecorder(
    { pool: Object.assign(Object.create(database.pool), { query }) },
    createLogger({ level: "silent" }),
  );
  const own = { ...runtime, requests: recorder };
  const reject = async () => {
    const caller = { teamId: team.id, environmentSlug: null, service: "", requestId: createRequestId() };
    await verifyKey(own, caller, { key: key.secret, spend: true });
  };
  for (let i = 0; i < 20; i++) await reject();
  await recorder.flush();
  const { written } = recorder.describe();
  query.mockRejectedValue(Object.assign(new Error("permission denied"), { code: "42501" }));
  for (let i = 0; i < 3; i++) await reject();
  await recorder.stop();
  expect(recorder.describe()).toEqual({ written, dropped: 3 });
});

test("nothing is logged when it is off", () => {
  const log = createNoRequestLog();
  expect(log.wants("key_1", "EXPIRED", "team_1", Date.now())).toBe(false);
});
