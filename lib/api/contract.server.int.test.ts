import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertInvitation } from "#e2e/support/access/access-world.ts";
import { type ApiCall, callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import {
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertFhirServer } from "#e2e/support/fhir/registered-servers.ts";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import { insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { builtInPermissions, explicitPermissions } from "#lib/domain/rbac/permissions.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { Route } from "./pipeline/define-route.ts";
import { routes } from "./routes.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let other: TestTeam;
/** A key of the owner that inherits all permissions. */
let key: string;
let keyId: string;
/** A key of the owner in production that lists every permission, so it can manage the team. */
let managingKey: string;
let viewerKey: string;
let viewerCookie: string;
let cookie: string;
let developerCookie: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  other = await insertTeam(database);
  ({ secret: key, id: keyId } = await insertKey(database, team));
  ({ secret: managingKey } = await insertKey(database, team, {
    inheritsPermissions: false,
    permissions: Object.keys(builtInPermissions),
    environmentId: team.environments.production ?? "",
  }));
  const viewer = await insertMember(database, team, "viewer");
  ({ secret: viewerKey } = await insertKey(database, team, { ownerUserId: viewer.id }));
  ({ cookie: viewerCookie } = await createSessionCookie(database, runtime, viewer.id));
  // So that someone reaches the handlers of the routes for administrators of the console.
  await database.prisma.user.update({ where: { id: team.owner.id }, data: { isInstanceOwner: true } });
  ({ cookie } = await createSessionCookie(database, runtime, team.owner.id));
  const developer = await insertMember(database, team, "developer");
  ({ cookie: developerCookie } = await createSessionCookie(database, runtime, developer.id));
});

beforeEach(() => {
  // New rate limit windows, so that the requests of this file do not add up.
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

const unauthorized = { error: { code: "unauthorized", message: "Invalid or missing API key" } };
const forbidden = { error: { code: "forbidden", message: "Insufficient permissions for this resource" } };

/** The path of a route with ids of objects that do not exist, and the caller's own team. */
function fill(path: string): string {
  const nothing = "0".repeat(26);
  const prefixes: Record<string, string> = {
    "/keys": "key",
    "/me/passkeys": "pky",
    "/me/providers": "acc",
    "/me": "ses",
    "/fhir": "srv",
    "/workers": "wrk",
    "/apps": "app",
    "/trusted-issuers": "iss",
    "/environments": "env",
    "/permissions": "perm",
    "/instance/people": "user",
    "/instance/provisioning": "ptok",
    "/instance/teams": "team",
  };
  const start = Object.keys(prefixes).find((prefix) => path.startsWith(prefix)) ?? "";
  return path
    .replace(/^\/teams\/\{id\}/, `/teams/${team.id}`)
    .replace("{memberId}", `mem_${nothing}`)
    .replace("{invitationId}", `inv_${nothing}`)
    .replace("{groupId}", `tgr_${nothing}`)
    .replace("{secretId}", `asec_${nothing}`)
    .replace("{ruleId}", `rule_${nothing}`)
    .replace("{grantId}", `grant_${nothing}`)
    .replace("{userId}", `user_${nothing}`)
    .replace("{token}", `token_${nothing}`)
    .replace("{id}", `${prefixes[start]}_${nothing}`);
}

/** A valid body for a change to this kind of object. */
function getChange(path: string): unknown {
  const changes: Record<string, unknown> = {
    "/teams/{id}/members/{memberId}": { role: "viewer" },
    "/teams/{id}/groups": { groupName: "new", role: "viewer" },
    "/teams/{id}/groups/{groupId}": { role: "viewer" },
    "/teams/{id}/invitations": { email: "new@example.com", role: "viewer" },
    "/teams/{id}/transfer": { memberId: `mem_${"0".repeat(26)}` },
    "/apps/{id}/rules": {
      name: "x",
      issuerId: `iss_${"0".repeat(26)}`,
      audience: "https://a.example.com",
      claims: { sub: ["x"] },
    },
    "/apps/{id}/launches": { fhirServerId: `srv_${"0".repeat(26)}` },
    "/fhir/servers/{id}/people/{userId}": { reference: "Practitioner/1" },
    "/me/authorizations": { request: "client_id=x", scopes: ["openid"] },
    "/me/authorizations/patients": { request: "client_id=x", text: "x" },
    "/environments/{id}": { label: "x" },
    "/fhir/servers/{id}/gateway": { enabled: false },
    "/fhir/servers/{id}/credential": { kind: "bearer", token: "x" },
    "/environments/{id}/policy-preview": {},
    "/permissions/{id}": { description: "x" },
    "/instance/people/{id}": { status: "suspended" },
    "/instance/teams/{id}": { status: "suspended" },
    "/instance/provisioning": { keysAtOffboarding: "hand_over" },
    "/unsubscriptions/{token}": {},
    "/password-resets/{token}": { password: "thistle river stone" },
  };
  return changes[path] ?? { name: "x" };
}

/** Whether a key reaches the handler only if it lists the permission. */
function needsListing({ access, boundedKey }: Route): boolean {
  const anyOf = typeof access === "object" ? access.anyOf : [];
  return (
    boundedKey.effect === "managesTeam" || anyOf.some((permission) => explicitPermissions.has(permission))
  );
}

const cases = routes.map((route) => [`${route.method} ${route.path}`, route] as const);

describe.each(cases)("%s", (_, route) => {
  const path = () => fill(route.path);
  const { method } = route;
  // An owner would delete the team that all of these tests use.
  const getCookie = () => (route.operationId === "deleteTeam" ? developerCookie : cookie);
  const body = route.body === undefined || route.isBodyOptional ? undefined : {};
  /** A caller who reaches the handler. On some routes, no key does. */
  const admitted = (): ApiCall => {
    if (route.boundedKey.effect === "refused") return { cookie: getCookie() };
    return { key: needsListing(route) ? managingKey : key };
  };
  const base: ApiCall = { method, ...(body === undefined ? {} : { body }) };

  test("responds to every caller with rate limits, a request id and no-store", async () => {
    for (const call of [{}, { key }, { key: viewerKey }, { key: "be_nonsense" }, { cookie: getCookie() }]) {
      const { headers } = await callApi(path(), { ...base, ...call });
      for (const name of ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]) {
        expect(headers.get(name), name).toMatch(/^\d+$/);
      }
      expect(headers.get("ratelimit-policy")).toMatch(/^"standard";q=\d+;w=60, "burst";q=\d+;w=10$/);
      expect(headers.get("ratelimit")).toMatch(/^"standard";r=\d+;t=\d+, "burst";r=\d+;t=\d+$/);
      expect(headers.get("x-request-id")).toMatch(/^req_/);
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  test("rejects an invalid key with 401, even with a valid session", async () => {
    const {
      status,
      headers,
      body: answer,
    } = await callApi(path(), { ...base, cookie: getCookie(), key: "be_nonsense" });
    expect({ status, answer }).toEqual({ status: 401, answer: unauthorized });
    expect(headers.get("www-authenticate")).toBe('Bearer realm="byteengine", error="invalid_token"');
  });

  test("rejects a key in the URL with 400", async () => {
    const { status, body: answer } = await callApi(`${path()}?api_key=${key}`, { ...base, key });
    expect(status).toBe(400);
    expect(JSON.stringify(answer)).not.toContain(key);
  });

  test("rejects a repeated Authorization header with 400", async () => {
    const { status } = await callApi(path(), {
      ...base,
      headers: { authorization: `Bearer ${key}, Bearer ${key}` },
    });
    expect(status).toBe(400);
  });

  if (route.access !== "public") {
    test("rejects a request without a credential with 401", async () => {
      const { status, headers, body: answer } = await callApi(path(), base);
      expect({ status, answer }).toEqual({ status: 401, answer: unauthorized });
      expect(headers.get("www-authenticate")).toBe('Bearer realm="byteengine"');
    });
  }

  if (typeof route.access === "object" && !route.access.anyOf.some((name) => name.endsWith(":read"))) {
    const [permission] = route.access.anyOf;
    test(`rejects a caller without ${permission} with 403`, async () => {
      // Some routes reject every key, whatever its permissions are.
      const weak = route.boundedKey.effect === "refused" ? { cookie: viewerCookie } : { key: viewerKey };
      const { status, headers, body: answer } = await callApi(path(), { ...base, ...weak });
      expect({ status, answer }).toEqual({ status: 403, answer: forbidden });
      expect(headers.get("www-authenticate")).toContain(`error="insufficient_scope", scope="${permission}"`);
    });
  }

  if (route.path.includes("{") && !route.path.startsWith("/me")) {
    test("responds with 404 for a missing object, an impossible id and another team's object", async () => {
      const withFields = body === undefined ? base : { ...base, body: getChange(route.path) };
      const absent = path().includes("_000") ? path() : route.path.replace("{id}", `team_${"0".repeat(26)}`);
      const impossible = absent.replace(/_0{26}/, "_%00%27--");
      const paths = [absent, impossible, path().replace(team.id, other.id)];
      for (const target of paths.filter((text) => !text.includes(team.id) || text.includes("_0"))) {
        expect(await callApi(target, { ...withFields, ...admitted() }), target).toMatchObject({
          status: 404,
          body: { error: { code: "not_found" } },
        });
      }
    });
  }

  if (method !== "GET") {
    test("rejects a session from another site with 403 and changes nothing", async () => {
      const before = await database.prisma.auditEvent.count();
      const strangers: Record<string, string>[] = [
        { origin: "https://evil.example" },
        { origin: "null" },
        { origin: "http://127.0.0.1:3000", "sec-fetch-site": "cross-site" },
      ];
      for (const headers of strangers) {
        const answer = await callApi(path(), { ...base, cookie: getCookie(), headers });
        if (route.access !== "public" || answer.status === 403) {
          expect(answer).toMatchObject({ status: 403, body: { error: { code: "origin_not_allowed" } } });
        }
      }
      expect(await database.prisma.auditEvent.count()).toBe(before);
    });
  }

  if (route.boundedKey.effect === "refused") {
    test("rejects every key with 403, whatever its permissions", async () => {
      const { status, headers, body: answer } = await callApi(path(), { ...base, key: managingKey });
      expect({ status, answer }).toEqual({ status: 403, answer: forbidden });
      expect(headers.get("www-authenticate")).toBe(
        'Bearer realm="byteengine", error="insufficient_scope", error_description="Only a signed-in person can do this, not a key"',
      );
    });
  }

  if (route.body !== undefined && route.isForm !== true) {
    const send = (rawBody: string | Uint8Array, type = "application/json") =>
      callApi(path(), { method, ...admitted(), body: rawBody, headers: { "content-type": type } });

    test.each([
      ["broken JSON", '{"name":', 400],
      ["an array", "[]", 400],
      ["null", "null", 400],
      ["an unknown field", '{"unknownField":1}', 400],
      ["__proto__", '{"__proto__":{"admin":true}}', 400],
      ["U+0000", '{"name":"a\\u0000b"}', 400],
      ["an unpaired surrogate", '{"name":"\\ud800"}', 400],
      ["deep nesting", "[".repeat(5000) + "]".repeat(5000), 400],
      ["a body that is too large", `{"name":"${"x".repeat(16_400)}"}`, 413],
    ])("rejects %s", async (_name, text, status) => {
      expect(await send(text)).toMatchObject({ status, body: { error: { message: expect.any(String) } } });
    });

    test("rejects invalid UTF-8 and other content types, and accepts charset=utf-8", async () => {
      expect(await send(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]))).toMatchObject({ status: 400 });
      for (const type of [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1",
      ]) {
        expect(await send("{}", type), type).toMatchObject({ status: 415 });
      }
      // With what tells the variants of a body apart.
      const unknown = JSON.stringify({ ...Object(getChange(route.path)), unknownField: 1 });
      const accepted = await send(unknown, "application/json;charset=UTF-8");
      const { details } = (accepted.body as { error: { details: { path: string }[] } }).error;
      expect(details.map((detail) => detail.path)).toContain("unknownField");
    });
  }
});

describe("the API as a whole", () => {
  test("responds with 404 for an unknown path, and with 405 and Allow for an unsupported method", async () => {
    expect(await callApi("/nothing", { key })).toMatchObject({
      status: 404,
      body: { error: { code: "not_found" } },
    });
    expect(await callApi("/nothing")).toMatchObject({ status: 404 });
    const { status, headers } = await callApi("/keys", { method: "PUT", key });
    expect(status).toBe(405);
    expect(headers.get("allow")).toBe("GET, POST, HEAD");
  });

  test("responds with 404 for every mutation of another team's key", async () => {
    const { id } = await insertKey(database, other);
    const targets: [string, string, unknown?][] = [
      ["GET", `/keys/${id}`],
      ["PATCH", `/keys/${id}`, { name: "mine" }],
      ["DELETE", `/keys/${id}`],
      ["POST", `/keys/${id}/rotate`],
      ["POST", `/keys/${id}/rotate/finish`],
      ["POST", `/keys/${id}/disable`],
      ["POST", `/keys/${id}/enable`],
      ["GET", `/keys/${id}/usage`],
      ["GET", `/keys/${id}/usage/series`],
    ];
    for (const [method, path, body] of targets) {
      const answer = await callApi(path, { method, key, ...(body === undefined ? {} : { body }) });
      expect(answer, path).toMatchObject({ status: 404 });
    }
  });

  test("a person can choose one of their teams with X-Team-Id, but no other team", async () => {
    expect(await callApi("/me", { cookie, headers: { "x-team-id": team.id } })).toMatchObject({
      status: 200,
      body: { type: "user", teamId: team.id, role: "owner" },
    });
    expect(await callApi("/me", { cookie, headers: { "x-team-id": other.id } })).toMatchObject({
      status: 404,
    });
  });

  test("FHIR servers and AI workers can be created, read, updated, listed and removed", async () => {
    for (const [path, fields] of [
      [
        "/fhir/servers",
        { name: "Ward", baseUrl: "https://fhir.example.com/r4/", environment: "development" },
      ],
      ["/workers", { name: "Summarizer", environment: "development", instructions: "Be brief.\nBe true." }],
    ] as const) {
      const created = await callApi(path, { key, body: fields });
      expect(created.status).toBe(201);
      const { id } = created.body as { id: string };
      expect(await callApi(`${path}/${id}`, { key })).toMatchObject({
        status: 200,
        body: created.body as object,
      });
      const renamed = await callApi(`${path}/${id}`, { method: "PATCH", key, body: { name: "Renamed" } });
      expect(renamed).toMatchObject({ status: 200, body: { id, name: "Renamed" } });
      expect(await callApi(path, { key })).toMatchObject({
        status: 200,
        body: { data: [{ id }], nextCursor: null },
      });
      expect(await callApi(`${path}/${id}`, { method: "DELETE", key })).toMatchObject({ status: 200 });
      expect(await callApi(`${path}/${id}`, { key })).toMatchObject({ status: 404 });
    }
  });

  test("a key sees only the objects of its own environment", async () => {
    const production = await insertKey(database, team, { environmentId: team.environments.production ?? "" });
    const created = await callApi("/workers", { key, body: { name: "Dev", environment: "development" } });
    const { id } = created.body as { id: string };
    const { secret } = production;
    expect(await callApi(`/workers/${id}`, { key: secret })).toMatchObject({ status: 403, body: forbidden });
    expect(await callApi("/workers", { key: secret })).toMatchObject({ body: { data: [] } });
    expect(await callApi("/workers?environment=development", { key: secret })).toMatchObject({ status: 403 });
    const inOther = await callApi("/workers", {
      key: secret,
      body: { name: "x", environment: "development" },
    });
    expect(inOther).toMatchObject({ status: 403 });
    expect(await callApi(`/keys/${keyId}`, { key: secret })).toMatchObject({ status: 403 });
  });

  test("names are returned unchanged, whatever they contain", async () => {
    const names = [
      "<script>alert(1)</script>",
      "👩‍🚀 🦊",
      "مفتاح الإنتاج",
      "é".repeat(100),
      "{{7*7}}",
      "'; DROP TABLE api_keys;--",
    ];
    for (const name of names) {
      const created = await callApi("/keys", { key, body: { name, environment: "development" } });
      expect(created).toMatchObject({ status: 201, body: { name } });
    }
    const tooLong = await callApi("/keys", {
      key,
      body: { name: "é".repeat(101), environment: "development" },
    });
    expect(tooLong).toMatchObject({ status: 400, body: { error: { details: [{ path: "name" }] } } });
  });
});

describe("limits", () => {
  test("admit exactly 100 of 130 simultaneous requests with one key, and count only those", async () => {
    const { secret } = await insertKey(database, team);
    const answers = await Promise.all(Array.from({ length: 130 }, () => callApi("/me", { key: secret })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(30);
    for (const { headers, body } of refused) {
      const seconds = headers.get("retry-after");
      expect(body).toEqual({
        error: {
          code: "rate_limit_exceeded",
          message: `Rate limit exceeded. Try again in ${seconds} seconds.`,
        },
      });
      expect(headers.get("x-ratelimit-limit")).toBe("100");
      expect(headers.get("ratelimit")).toContain('"standard";r=900;');
    }
  });

  test("reject an IP address that guesses keys, but not a valid key from there", async () => {
    const address = "198.51.100.7";
    for (let i = 0; i < 100; i++) await callApi("/me", { key: "be_nonsense", address });
    expect(await callApi("/me", { key: "be_nonsense", address })).toMatchObject({ status: 429 });
    expect(await callApi("/me", { address })).toMatchObject({ status: 429 });
    expect(await callApi("/me", { key, address })).toMatchObject({ status: 200 });
  });

  test("count a key's 403 on the key, whose own limit replaces the default", async () => {
    const { secret } = await insertKey(database, team, { rateLimitPerMinute: 5 });
    const first = await callApi("/me/sessions", { key: secret });
    expect(first).toMatchObject({ status: 403 });
    expect(first.headers.get("x-ratelimit-limit")).toBe("5");
    expect(first.headers.get("x-ratelimit-remaining")).toBe("4");
  });

  test("count the 403 of a key outside its allowlist on the IP address", async () => {
    const { secret } = await insertKey(database, team, { allowedIps: ["192.0.2.0/24"] });
    const outside = await callApi("/me", { key: secret });
    expect(outside).toMatchObject({ status: 403, body: forbidden });
    expect(outside.headers.get("x-ratelimit-remaining")).toBe("999");
    const inside = await callApi("/me", { key: secret, address: "192.0.2.5" });
    expect(inside).toMatchObject({ status: 200 });
    expect(inside.headers.get("x-ratelimit-remaining")).toBe("999");
  });
});

test("requests with a key count as its usage, by outcome", async () => {
  const { secret, id } = await insertKey(database, team, { rateLimitPerMinute: 3 });
  await callApi("/me", { key: secret });
  await callApi("/me/sessions", { key: secret });
  await callApi(`/keys/${fill("/keys/{id}").slice(6)}`, { key: secret });
  await callApi("/me", { key: secret });
  await runtime.usage.flush();
  const { body } = await callApi(`/keys/${id}/usage`, { key });
  expect((body as { data: unknown }).data).toMatchObject([
    { by: "VALID", count: 2, rejected: 0 },
    { by: "INSUFFICIENT_PERMISSIONS", count: 1, rejected: 1 },
    { by: "RATE_LIMITED", count: 1, rejected: 1 },
  ]);
  const { body: read } = await callApi(`/keys/${id}`, { key });
  expect((read as { lastUsedAt: string | null }).lastUsedAt).not.toBeNull();
});

test("the usage of a key that was never used includes a request that has just arrived", async () => {
  const { secret, id } = await insertKey(database, team);
  const readTotal = async () =>
    ((await callApi(`/keys/${id}/usage?by=outcome`, { key })).body as { total: number }).total;
  expect(await readTotal()).toBe(0);
  await callApi("/me", { key: secret });
  // Reading can't make the console write more often than twice a second.
  await expect.poll(readTotal, { timeout: 4_000, interval: 200 }).toBe(1);
});

describe("an Idempotency-Key", () => {
  const create = (name: string, idempotencyKey: string, caller: ApiCall = { key }) =>
    callApi("/keys", {
      ...caller,
      body: { name, environment: "development" },
      headers: { "idempotency-key": idempotencyKey },
    });

  test("creates one key for many requests and returns its secret once", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create("once", "same-1")));
    const created = answers.filter(({ body }) => typeof (body as { secret?: unknown }).secret === "string");
    expect(created).toHaveLength(1);
    for (const { status } of answers) expect([201, 409]).toContain(status);
    const replay = await create("once", "same-1");
    const [first] = created.map(({ body }) => body as { id: string });
    expect(replay).toMatchObject({ status: 201, body: { id: first?.id, secret: null, secretShown: true } });
    expect(await database.prisma.apiKey.count({ where: { name: "once" } })).toBe(1);
  });

  test("says that a secret was returned before only if the app was registered with one", async () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const register = (idempotencyKey: string, fields: object) =>
      callApi("/apps", {
        cookie,
        body: { name: "Reports", kind: "service", environment: "development", scopes: [], ...fields },
        headers: { "idempotency-key": idempotencyKey },
      });
    await register("app-1", {});
    expect((await register("app-1", {})).body).toMatchObject({ secret: null, secretShown: true });
    const withKeys = { jwks: { keys: [publicKey.export({ format: "jwk" })] } };
    const { id } = (await register("app-2", withKeys)).body as { id: string };
    await callApi(`/apps/${id}/secrets`, { cookie, method: "POST", body: {} });
    const replay = (await register("app-2", withKeys)).body;
    expect(replay).toMatchObject({ id, secret: null, secrets: [{ endsAt: null }] });
    expect(replay).not.toHaveProperty("secretShown");
  });

  test("is rejected with a different request, and is separate for each caller", async () => {
    expect(await create("first", "same-2")).toMatchObject({ status: 201 });
    expect(await create("second", "same-2")).toMatchObject({ status: 422 });
    expect(await create("second", "same-2", { cookie })).toMatchObject({ status: 201 });
  });

  test("can be used again after a failed request", async () => {
    expect(await create("", "same-3")).toMatchObject({ status: 400 });
    expect(await create("corrected", "same-3")).toMatchObject({ status: 201 });
  });

  test("stores no body and no secret", async () => {
    const { body } = await create("searched in the record", "same-4");
    const record = await database.prisma.idempotencyRecord.findFirstOrThrow({ where: { key: "same-4" } });
    expect(JSON.stringify(record)).not.toContain("searched");
    expect(JSON.stringify(record)).not.toContain((body as { secret: string }).secret);
  });

  test("is completed by every route that accepts it", async () => {
    const own = await insertTeam(database);
    const { cookie: ownerCookie } = await createSessionCookie(database, runtime, own.owner.id);
    const { id } = await insertKey(database, own);
    const { id: appId } = await insertApp(database, own);
    const { id: serverId } = await insertFhirServer(database, own);
    const issuerId = await insertTrustedIssuer(database, own);
    const { memberId } = await insertMember(database, own, "admin");
    const invitation = await insertInvitation(database, own, "waiting@example.com");
    const environment = "development";
    const requests: Record<string, object | undefined> = {
      createKey: { name: "n", environment },
      rotateKey: { gracePeriodSeconds: 3600 },
      finishRotation: undefined,
      disableKey: undefined,
      enableKey: undefined,
      createApp: { name: "n", environment, kind: "service", scopes: [] },
      createAppSecret: { gracePeriodSeconds: 3600 },
      disableApp: undefined,
      enableApp: undefined,
      createTrustedIssuer: { name: "n", preset: "google" },
      createAppRule: { name: "n", issuerId, audience: "https://a.example.com", claims: { sub: ["x"] } },
      createFhirServer: { name: "n", environment, baseUrl: "https://fhir.example.com" },
      setFhirCredential: { kind: "bearer", token: "x" },
      createWorker: { name: "n", environment },
      createEnvironment: { slug: "qa", label: "QA" },
      createPermission: { name: "orders:read" },
      createInvitation: { email: "new@example.com", role: "viewer" },
      createGroup: { groupName: "new", role: "viewer" },
      resendInvitation: undefined,
      createTeam: { name: "n" },
      // Last, because the caller is no longer an owner afterward.
      transferTeam: { memberId },
    };
    const accepting = routes.filter(({ replay }) => replay !== undefined);
    expect(Object.keys(requests).sort()).toEqual(accepting.map(({ operationId }) => operationId).sort());
    for (const [operationId, body] of Object.entries(requests)) {
      const path = accepting.find((route) => route.operationId === operationId)?.path ?? "";
      const targets = { "/keys": id, "/apps": appId, "/fhir": serverId };
      const start = Object.keys(targets).find((prefix) => path.startsWith(prefix));
      const target = start === undefined ? own.id : Reflect.get(targets, start);
      const filled = path.replace("{invitationId}", invitation.id).replace("{id}", target);
      const headers = { "idempotency-key": operationId, "x-team-id": own.id };
      const call: ApiCall = { method: "POST", cookie: ownerCookie, headers, ...(body ? { body } : {}) };
      const first = await callApi(filled, call);
      expect(first.status, operationId).toBeLessThan(300);
      const record = await database.prisma.idempotencyRecord.findFirstOrThrow({
        where: { key: operationId },
      });
      // The response about a rule lists all of its app's.
      const resourceId = operationId === "createAppRule" ? appId : Reflect.get(Object(first.body), "id");
      expect(record, operationId).toMatchObject({ resourceId });
      const events = await database.prisma.auditEvent.count();
      expect(await callApi(filled, call), operationId).toMatchObject({ status: first.status });
      expect(await database.prisma.auditEvent.count(), operationId).toBe(events);
    }
  });

  test("is rejected if it is too long", async () => {
    expect(await create("long", "x".repeat(256))).toMatchObject({ status: 400 });
  });
});

describe("lists", () => {
  test("pages contain every key once in every order, and a cursor is valid only for its own list", async () => {
    const listed = await insertTeam(database);
    const { secret } = await insertKey(database, listed);
    // A person's session, because a calling key would move in the order of last use.
    const person = await createSessionCookie(database, runtime, listed.owner.id);
    const caller = { cookie: person.cookie, headers: { "x-team-id": listed.id } };
    for (let i = 0; i < 12; i++) {
      await insertKey(database, listed, {
        name: `Same ${i % 3}`,
        expiresAt: i % 2 === 0 ? new Date(Date.UTC(2100, i % 4)) : null,
      });
    }
    for (const sort of [
      "-createdAt",
      "createdAt",
      "name",
      "-name",
      "expiresAt",
      "-expiresAt",
      "-lastUsedAt",
    ]) {
      const ids: string[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const path: string = `/keys?limit=5&sort=${sort}${cursor === "" ? "" : `&cursor=${cursor}`}`;
        const { body } = await callApi(path, caller);
        const page = body as { data: { id: string }[]; nextCursor: string | null };
        ids.push(...page.data.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(new Set(ids).size, sort).toBe(13);
      expect(ids, sort).toHaveLength(13);
    }
    const { body } = await callApi("/keys?limit=5&sort=name", { key: secret });
    const { nextCursor } = body as { nextCursor: string };
    expect(await callApi(`/keys?limit=5&cursor=${nextCursor}`, { key: secret })).toMatchObject({
      status: 400,
    });
    for (const cursor of ["x", "%00", "W10", "eyJhIjoxfQ"]) {
      expect(await callApi(`/keys?cursor=${cursor}`, { key: secret }), cursor).toMatchObject({ status: 400 });
    }
  });

  test.each([
    "limit=0",
    "limit=101",
    "limit=x",
    "limit=1&limit=2",
    "sort=id",
    "status=gone",
    "unknown=1",
    "q=%00",
  ])("reject ?%s", async (query) => {
    expect(await callApi(`/keys?${query}`, { key })).toMatchObject({ status: 400 });
  });

  test("filters by status, owner, environment and text", async () => {
    const filtered = await insertTeam(database);
    const past = new Date(Date.now() - 1000);
    const { secret } = await insertKey(database, filtered, { name: "100% sure_thing" });
    await insertKey(database, filtered, { name: "off", disabledAt: past });
    await insertKey(database, filtered, { name: "over", expiresAt: past });
    await insertKey(database, filtered, { name: "gone", revokedAt: past });
    await insertKey(database, filtered, {
      name: "ours",
      ownerType: "team",
      ownerUserId: null,
      ownerRole: "viewer",
    });
    const namesOf = async (query: string) => {
      const { body } = await callApi(`/keys?sort=name&${query}`, { key: secret });
      return (body as { data: { name: string }[] }).data.map(({ name }) => name);
    };
    expect(await namesOf("status=disabled")).toEqual(["off"]);
    expect(await namesOf("status=expired,revoked")).toEqual(["gone", "over"]);
    expect(await namesOf("status=active")).toEqual(["100% sure_thing", "ours"]);
    expect(await namesOf(`owner=${filtered.id}`)).toEqual(["ours"]);
    expect(await namesOf("q=0%25%20SURE_")).toEqual(["100% sure_thing"]);
    expect(await namesOf("q=%25%25")).toEqual([]);
  });
});

test("the OpenAPI document is public", async () => {
  expect(await callApi("/openapi.json")).toMatchObject({ status: 200, body: { openapi: "3.1.0" } });
});
