import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createManualClock } from "#e2e/support/limits/manual-clock.ts";
import type { VerifyKeyInput } from "#lib/contract/keys/verify.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { type VerifyCaller, verifyKey } from "./answer-verify.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let other: TestTeam;

beforeAll(async () => {
  database = await openTestDatabase();
  const limiter = createMemoryLimiter({ maxCounters: 1000, clock: createManualClock(nowMs) });
  runtime = { ...createTestRuntime(database), limiter };
  team = await insertTeam(database);
  other = await insertTeam(database);
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

const nowMs = Date.now();

function verify(key: string, input: Partial<VerifyKeyInput> = {}, caller: Partial<VerifyCaller> = {}) {
  const verifyCaller = {
    teamId: team.id,
    environmentSlug: "development",
    service: "key_asking",
    requestId: "req_test",
    ...caller,
  };
  return verifyKey(runtime, verifyCaller, { key, spend: true, ...input });
}

const past = new Date(nowMs - 1000);
/** Everything that can be wrong with a key and a request at the same time, in the order of the checks. */
const wrongs = [
  ["REVOKED", { revokedAt: past }],
  ["DISABLED", { disabledAt: past }],
  ["EXPIRED", { expiresAt: past }],
  ["IP_NOT_ALLOWED", { allowedIps: ["192.0.2.0/24"] }],
] as const;
const wrongQuestion = { environment: "production", permissions: ["team:write"], ip: "203.0.113.1" };
const rest = { inheritsPermissions: false, permissions: ["keys:read"] };
const limit = { rateLimitPerMinute: 1, rateLimitPer10Seconds: 1 };

describe("the verdict", () => {
  test("of a valid key says whose it is, what it can do and what remains", async () => {
    const expiresAt = new Date(nowMs + 3_600_000);
    const known = { externalId: "顧客 7", metadata: { plan: "pro", seats: 3 } };
    const key = await insertKey(database, team, { ...rest, ...known, name: "Good", expiresAt });
    expect(await verify(key.secret, { permissions: ["keys:read"] })).toEqual({
      valid: true,
      code: "VALID",
      credential: "key",
      keyId: key.id,
      teamId: team.id,
      name: "Good",
      environment: "development",
      owner: { type: "user", id: team.owner.id },
      permissions: ["keys:read"],
      smartScopes: [],
      externalId: "顧客 7",
      metadata: { plan: "pro", seats: 3 },
      expiresAt: expiresAt.toISOString(),
      rateLimit: { limit: 1000, remaining: 999, reset: Math.ceil((nowMs + 60_000) / 1000) },
    });
  });

  test("of an unknown, a mistyped and another team's key is the same NOT_FOUND", async () => {
    const foreign = await insertKey(database, other);
    const own = await insertKey(database, team);
    for (const key of [createSecret(), `${own.secret.slice(0, -1)}!`, "nonsense", "", foreign.secret]) {
      expect(await verify(key)).toEqual({ valid: false, code: "NOT_FOUND" });
    }
    expect(await verify(foreign.secret, {}, { teamId: null })).toMatchObject({
      valid: true,
      teamId: other.id,
    });
  });

  test.each(wrongs)("%s is decided before all later checks", async (code) => {
    const from = wrongs.findIndex(([name]) => name === code);
    const fields = wrongs.slice(from).map(([, wrong]) => wrong);
    const key = await insertKey(database, team, Object.assign({}, rest, ...fields));
    expect(await verify(key.secret, wrongQuestion)).toMatchObject({ valid: false, code, permissions: [] });
  });

  test("then checks environment, permissions, resource, limits", async () => {
    const key = await insertKey(database, team, { ...rest, ...limit });
    await database.prisma.keyResource.create({ data: { keyId: key.id, resource: "orders/7" } });
    expect((await verify(key.secret, { spend: false })).code).toBe("VALID");
    expect((await verify(key.secret)).code).toBe("VALID");
    expect((await verify(key.secret, wrongQuestion)).code).toBe("ENVIRONMENT_MISMATCH");
    expect((await verify(key.secret, { permissions: ["keys:read", "team:write"] })).code).toBe(
      "INSUFFICIENT_PERMISSIONS",
    );
    expect((await verify(key.secret, { resource: "orders/8" })).code).toBe("INSUFFICIENT_PERMISSIONS");
    const limited = await verify(key.secret, { resource: "orders/7" });
    expect(limited).toMatchObject({
      valid: false,
      code: "RATE_LIMITED",
      rateLimit: { limit: 1, remaining: 0 },
    });
    expect((await verify(key.secret, { spend: false })).code).toBe("RATE_LIMITED");
  });

  test("requires the caller's environment if the request has none", async () => {
    const key = await insertKey(database, team);
    expect((await verify(key.secret, {}, { environmentSlug: "production" })).code).toBe(
      "ENVIRONMENT_MISMATCH",
    );
    expect((await verify(key.secret, {}, { environmentSlug: null })).code).toBe("VALID");
  });

  test("follows the owner: suspended is DISABLED, removed is REVOKED, a demotion removes permissions", async () => {
    const member = await insertMember(database, team, "developer");
    const key = await insertKey(database, team, { ownerUserId: member.id });
    const where = { id: member.memberId };
    expect((await verify(key.secret)).permissions).toContain("keys:write");
    await database.prisma.member.update({ where, data: { role: "viewer" } });
    expect((await verify(key.secret)).permissions).not.toContain("keys:write");
    await database.prisma.member.update({ where, data: { status: "suspended" } });
    expect((await verify(key.secret)).code).toBe("DISABLED");
    await database.prisma.member.update({ where, data: { status: "removed" } });
    expect((await verify(key.secret)).code).toBe("REVOKED");
  });

  test("follows the team: suspended is DISABLED, and reinstated is valid again", async () => {
    const suspended = await insertTeam(database);
    const key = await insertKey(database, suspended, { ownerType: "team" });
    const set = (suspendedAt: Date | null) =>
      database.prisma.team.update({ where: { id: suspended.id }, data: { suspendedAt } });
    await set(new Date());
    expect((await verify(key.secret, {}, { teamId: null })).code).toBe("DISABLED");
    await set(null);
    expect((await verify(key.secret, {}, { teamId: null })).code).toBe("VALID");
  });

  test("accepts an allowlisted address in any notation, and rejects a request without an address", async () => {
    const key = await insertKey(database, team, { allowedIps: ["192.0.2.0/24"] });
    expect((await verify(key.secret)).code).toBe("IP_NOT_ALLOWED");
    expect((await verify(key.secret, { ip: "nonsense" })).code).toBe("IP_NOT_ALLOWED");
    expect((await verify(key.secret, { ip: "::ffff:192.0.2.9" })).code).toBe("VALID");
  });
});

test("a request counts once toward the verified key's limits, and not with spend:false", async () => {
  const key = await insertKey(database, team);
  for (const remaining of [999, 998]) {
    expect((await verify(key.secret)).rateLimit?.remaining).toBe(remaining);
    expect((await verify(key.secret, { spend: false })).rateLimit?.remaining).toBe(remaining);
  }
});

test("130 at once: exactly 100 are admitted", async () => {
  const key = await insertKey(database, team);
  const answers = await Promise.all(Array.from({ length: 130 }, () => verify(key.secret)));
  expect(answers.filter((answer) => answer.code === "VALID")).toHaveLength(100);
  expect(answers.filter((answer) => answer.code === "RATE_LIMITED")).toHaveLength(30);
});

test("usage is counted by secret, service, address and outcome", async () => {
  const key = await insertKey(database, team, { ...rest });
  await verify(key.secret, { ip: "::ffff:198.51.100.7" });
  await verify(key.secret, { ip: "198.51.100.7" });
  await verify(key.secret, { permissions: ["team:write"] });
  await runtime.usage.flush();
  const counts = await database.prisma.keyUsage.findMany({
    where: { keyId: key.id },
    select: { secretId: true, outcome: true, service: true, address: true, count: true },
    orderBy: { outcome: "desc" },
  });
  const same = { secretId: key.secretId, service: "key_asking" };
  expect(counts).toEqual([
    { ...same, outcome: "VALID", address: "198.51.100.7", count: 2 },
    { ...same, outcome: "INSUFFICIENT_PERMISSIONS", address: "", count: 1 },
  ]);
});
