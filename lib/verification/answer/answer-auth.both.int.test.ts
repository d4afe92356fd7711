import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createManualClock } from "#e2e/support/limits/manual-clock.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { toHeaderPairs, toHeaderText } from "#lib/domain/network/header-list.ts";
import { createDatabase, type Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { type AuthRequest, answerAuth } from "./answer-auth.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let key: Awaited<ReturnType<typeof insertKey>>;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  key = await insertKey(database, team);
});

beforeEach(() => {
  runtime = { ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000, clock: createManualClock() }) };
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

const nowMs = Date.now();

/** Returns the response with its headers by name. Fails if a header occurs twice, or differs from the text form. */
async function present(
  secret: string | null,
  search: string,
  request: Partial<AuthRequest> = {},
  target: Runtime = runtime,
) {
  const answer = await answerAuth(target, {
    path: "",
    search,
    authorization: secret === null ? null : `Bearer ${secret}`,
    apiKey: null,
    address: "203.0.113.9",
    requestId: "req_test",
    transportProblem: null,
    ...request,
  });
  const pairs = toHeaderPairs(answer.headers);
  const headers = Object.fromEntries(pairs);
  expect(Object.keys(headers)).toHaveLength(pairs.length);
  expect(answer.headerText).toBe(answer.status === 200 ? toHeaderText(answer.headers) : null);
  return { ...answer, headers };
}

const ofTeam = () => `?team=${team.id}`;

describe("200", () => {
  test("returns key, team, owner, environment and permissions in headers", async () => {
    const listed = await insertKey(database, team, {
      inheritsPermissions: false,
      permissions: ["workers:read", "keys:read"],
    });
    const { status, headers } = await present(listed.secret, ofTeam());
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "X-Key-Id": listed.id,
      "X-Team-Id": team.id,
      "X-Owner-Id": team.owner.id,
      "X-Environment": "development",
      "X-Permissions": "keys:read workers:read",
      "Cache-Control": "no-store",
    });
  });

  test.each([
    [null, ""],
    ["customer-4711", "customer-4711"],
    ["a b%c\u007f", "a%20b%25c%7F"],
    ["顧客-7", "%E9%A1%A7%E5%AE%A2-7"],
    ["🦊", "%F0%9F%A6%8A"],
  ])("returns the external id %j in visible ASCII", async (externalId, sent) => {
    const named = await insertKey(database, team, { externalId });
    const { headers } = await present(named.secret, ofTeam());
    expect(headers["X-External-Id"]).toBe(sent);
    expect(decodeURIComponent(String(headers["X-External-Id"]))).toBe(externalId ?? "");
  });

  test("accepts the key in X-API-Key too, next to another application's bearer token", async () => {
    const apiKey = key.secret;
    expect((await present(null, ofTeam(), { apiKey })).status).toBe(200);
    expect((await present("another-applications-token", ofTeam(), { apiKey })).status).toBe(200);
  });

  test("after /with/, where the end user's path and query change nothing", async () => {
    const path = `/with/team=${team.id}&permission=keys:read/orders/7`;
    expect(
      (await present(key.secret, `?team=team_x&permission=no:no&k=${key.secret}`, { path })).status,
    ).toBe(200);
    const strict = `/with/team=${team.id}&permission=no:no/../team=${team.id}/`;
    expect((await present(key.secret, "", { path: strict })).status).toBe(403);
  });

  test("of any team's key with AUTH_ANY_TEAM", async () => {
    const open = { ...runtime, config: { ...runtime.config, authAnyTeam: true } };
    expect((await present(key.secret, "", {}, open)).status).toBe(200);
  });
});

describe("400", () => {
  test.each([
    ["no team", ""],
    ["an unknown parameter", "&permisson=keys:write"],
    ["an empty permission", "&permission="],
    ["an invalid deny", "&deny=401"],
  ])("for %s", async (_, more) => {
    const search = more === "" ? "" : ofTeam() + more;
    const { status, body } = await present(key.secret, search);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: { code: "invalid_request" } });
  });

  test("for two keys, one header twice, and a key in the query", async () => {
    const two = await insertKey(database, team);
    expect((await present(key.secret, ofTeam(), { apiKey: two.secret })).status).toBe(400);
    const authorization = `Bearer ${key.secret}, Bearer ${key.secret}`;
    expect((await present(null, ofTeam(), { authorization })).status).toBe(400);
    const inQuery = await present(key.secret, `${ofTeam()}&resource=${key.secret}`);
    expect(inQuery.status).toBe(400);
    expect(JSON.stringify(inQuery)).not.toContain(key.secret);
  });
});

describe("401", () => {
  test("distinguishes a missing credential from an invalid one", async () => {
    const missing = await present(null, ofTeam());
    expect(missing.status).toBe(401);
    expect(missing.headers["WWW-Authenticate"]).toBe('Bearer realm="byteengine"');
    expect(missing.body).toBe('{"error":{"code":"unauthorized","message":"Invalid or missing API key"}}');
    const bad = await present("be_nonsense", ofTeam());
    expect(bad.status).toBe(401);
    expect(bad.headers["WWW-Authenticate"]).toBe('Bearer realm="byteengine", error="invalid_token"');
    expect(bad.body).toBe(missing.body);
  });

  test("for another team's, a revoked, a disabled and an expired key, all counted toward the IP address", async () => {
    const past = new Date(nowMs - 1000);
    const foreign = await insertKey(database, await insertTeam(database));
    const dead = await Promise.all(
      [{ revokedAt: past }, { disabledAt: past }, { expiresAt: past }].map((fields) =>
        insertKey(database, team, fields),
      ),
    );
    const answers = [];
    for (const { secret } of [foreign, ...dead]) answers.push(await present(secret, ofTeam()));
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 401]);
    const remaining = answers.map((answer) => answer.headers["X-RateLimit-Remaining"]);
    expect(remaining).toEqual(["999", "998", "997", "996"]);
  });
});

describe("403", () => {
  test("for a missing permission names the scope, and counts toward the key", async () => {
    const search = `${ofTeam()}&permission=keys:read&permission=no:no`;
    const { status, headers, body } = await present(key.secret, search);
    expect(status).toBe(403);
    expect(headers["WWW-Authenticate"]).toContain('error="insufficient_scope", scope="keys:read no:no"');
    expect(body).toBe(
      '{"error":{"code":"forbidden","message":"Insufficient permissions for this resource"}}',
    );
    expect(headers).not.toHaveProperty("X-Key-Id");
    expect((await present(key.secret, ofTeam())).headers["X-RateLimit-Remaining"]).toBe("998");
  });

  test("for another environment and another resource", async () => {
    await database.prisma.keyResource.create({ data: { keyId: key.id, resource: "orders/7" } });
    expect((await present(key.secret, `${ofTeam()}&resource=orders/7`)).status).toBe(200);
    for (const [more, reason] of [
      ["&environment=production", "This key is limited to another environment"],
      ["&resource=orders/8", "This key is limited to other resources"],
    ]) {
      const { status, headers } = await present(key.secret, ofTeam() + more);
      expect(status).toBe(403);
      expect(headers).toHaveProperty(
        "WWW-Authenticate",
        `Bearer realm="byteengine", error="insufficient_scope", error_description="${reason}"`,
      );
    }
  });

  test("for nonexistent environments creates no row for each", async () => {
    const caller = await insertKey(database, team);
    const environments = ["production", ...Array.from({ length: 20 }, (_, index) => `invented-${index}`)];
    for (const environment of environments)
      await present(caller.secret, `${ofTeam()}&environment=${environment}`);
    await runtime.usage.flush();
    const rows = await database.prisma.keyUsage.findMany({
      where: { keyId: caller.id },
      orderBy: { environment: "asc" },
    });
    const counts = new Map<string, number>();
    for (const { environment, count } of rows)
      counts.set(environment, (counts.get(environment) ?? 0) + count);
    expect([...counts]).toEqual([
      ["", 20],
      ["production", 1],
    ]);
  });

  test("for an address outside the allowlist counts toward that address, not toward the key", async () => {
    const listed = await insertKey(database, team, { allowedIps: ["192.0.2.0/24"] });
    const rejected = await present(listed.secret, ofTeam());
    expect(rejected.status).toBe(403);
    expect((await present(null, ofTeam())).headers["X-RateLimit-Remaining"]).toBe("998");
    const admitted = await present(listed.secret, ofTeam(), { address: "192.0.2.9" });
    expect(admitted.headers["X-RateLimit-Remaining"]).toBe("999");
  });
});

describe("429", () => {
  test("130 at once: exactly 100 are admitted, and every response describes the windows", async () => {
    const answers = await Promise.all(Array.from({ length: 130 }, () => present(key.secret, ofTeam())));
    const rejected = answers.filter((answer) => answer.status === 429);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(100);
    expect(rejected).toHaveLength(30);
    for (const { headers, body } of rejected) {
      expect(headers).toMatchObject({ "Retry-After": "10", "X-RateLimit-Limit": "100" });
      expect(JSON.parse(body)).toEqual({
        error: { code: "rate_limit_exceeded", message: "Rate limit exceeded. Try again in 10 seconds." },
      });
    }
    for (const { headers } of answers) expect(headers).toHaveProperty("RateLimit-Policy");
  });

  test("is returned instead of 403 once the windows are full", async () => {
    const narrow = await insertKey(database, team, { rateLimitPerMinute: 1, rateLimitPer10Seconds: 1 });
    const search = `${ofTeam()}&permission=no:no`;
    expect((await present(narrow.secret, search)).status).toBe(403);
    expect((await present(narrow.secret, search)).status).toBe(429);
  });

  test("an address that guesses keys is limited, and a valid key from there is not", async () => {
    for (let i = 0; i < 100; i++) await present("be_nonsense", ofTeam());
    expect((await present("be_nonsense", ofTeam())).status).toBe(429);
    expect((await present(key.secret, ofTeam())).status).toBe(200);
  });
});

describe("deny=403", () => {
  test("returns 403 instead of every error except 401, with the original status in a header", async () => {
    const narrow = await insertKey(database, team, { rateLimitPerMinute: 1, rateLimitPer10Seconds: 1 });
    const search = `${ofTeam()}&deny=403`;
    expect((await present(narrow.secret, search)).status).toBe(200);
    const limited = await present(narrow.secret, search);
    expect(limited.status).toBe(403);
    expect(limited.headers).toMatchObject({ "X-Auth-Status": "429", "Retry-After": "60" });
    const invalid = await present(narrow.secret, "?deny=403");
    expect(invalid.status).toBe(403);
    expect(invalid.headers).toMatchObject({ "X-Auth-Status": "400" });
    const transportProblem = new ServiceError("invalid_request", { message: "Over HTTPS only" });
    const inTheClear = await present(key.secret, search, { transportProblem });
    expect(inTheClear).toMatchObject({ status: 403, headers: { "X-Auth-Status": "400" } });
    expect(JSON.parse(inTheClear.body)).toMatchObject({ error: { message: "Over HTTPS only" } });
    const away = createDatabase(new pg.Pool({ host: "127.0.0.1", port: 1 }), "server");
    const unavailable = await present(key.secret, search, {}, createTestRuntime(away));
    expect(unavailable.status).toBe(403);
    expect(unavailable.headers).toMatchObject({ "X-Auth-Status": "503", "Retry-After": expect.any(String) });
  });

  test.each([
    ["another path", { path: "/x" }, "404"],
    ["parameters that cannot be decoded", { path: "/with/team%3D%zz%26deny%3D403/orders" }, "404"],
    ["an unknown parameter", { path: "/with/team=a&nobody=1&deny=403/orders" }, "400"],
  ])("is used for %s", async (_, request, status) => {
    const search = request.path === "/x" ? "?deny=403" : "";
    const rejected = await present(key.secret, search, request);
    expect(rejected).toMatchObject({ status: 403, headers: { "X-Auth-Status": status } });
  });

  test("is not read from what an end user appends after /with/", async () => {
    const rejected = await present(key.secret, "?deny=403", { path: "/with/team%3D%zz/deny=403" });
    expect(rejected.status).toBe(404);
  });

  test("keeps 401 and an ordinary 403", async () => {
    expect((await present(null, `${ofTeam()}&deny=403`)).status).toBe(401);
    const forbidden = await present(key.secret, `${ofTeam()}&deny=403&permission=no:no`);
    expect(forbidden.status).toBe(403);
    expect(forbidden.headers).not.toHaveProperty("X-Auth-Status");
  });
});

test("503 with Retry-After, never 401, when the database is unreachable", async () => {
  // No server listens on port 1.
  const away = createDatabase(new pg.Pool({ host: "127.0.0.1", port: 1 }), "server");
  const { status, headers, body } = await present(key.secret, ofTeam(), {}, createTestRuntime(away));
  expect(status).toBe(503);
  expect(headers).toHaveProperty("Retry-After");
  expect(headers).toHaveProperty("X-RateLimit-Limit");
  expect(JSON.parse(body)).toMatchObject({ error: { code: "service_unavailable" } });
});
