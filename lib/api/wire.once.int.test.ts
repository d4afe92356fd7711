import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { routes } from "./routes.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let key: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  ({ secret: key } = await insertKey(database, team));
});

beforeEach(() => {
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

/** Sends the text unchanged as JSON. */
function sendText(path: string, text: string, headers: Record<string, string> = {}, method = "POST") {
  return callApi(path, {
    method,
    key,
    body: text,
    headers: { "content-type": "application/json", ...headers },
  });
}

describe("a presented text that is not a key", () => {
  test.each([
    ["an empty text", ""],
    ["a JWT of 900 characters", `eyJhbGciOiJIUzI1NiJ9.${"a".repeat(900)}.sig`],
    ["U+0000", "be_\u0000"],
    ["an unpaired surrogate", "\ud800"],
    ["the length of a whole body", "x".repeat(16_000)],
  ])("is not found: %s", async (_, text) => {
    expect(await callApi("/keys/verify", { key, body: { key: text } })).toMatchObject({
      status: 200,
      body: { valid: false, code: "NOT_FOUND" },
    });
    expect(await callApi("/keys/lookup", { key, body: { key: text } })).toMatchObject({ status: 404 });
  });

  test.each([null, 7, [], {}])("is rejected with 400 if it is %j", async (value) => {
    expect(await callApi("/keys/verify", { key, body: { key: value } })).toMatchObject({ status: 400 });
  });
});

describe("the credential's headers", () => {
  test.each([
    ["", "key"],
    ["Bearer", "key"],
  ])("allow Authorization %j together with a valid X-API-Key", async (authorization) => {
    const headers = { authorization, "x-api-key": key };
    expect(await callApi("/me", { headers })).toMatchObject({ status: 200 });
  });

  test("allow an empty X-API-Key together with a valid Authorization", async () => {
    const headers = { authorization: `Bearer ${key}`, "x-api-key": "" };
    expect(await callApi("/me", { headers })).toMatchObject({ status: 200 });
  });

  test("explain a misplaced Bearer", async () => {
    const misplaced: [string, string][] = [
      ["x-api-key", `Bearer ${key}`],
      ["authorization", `Bearer Bearer ${key}`],
    ];
    for (const [name, value] of misplaced) {
      const headers = { [name]: value };
      expect(await callApi("/me", { headers })).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining('Misplaced "Bearer"') } },
      });
    }
  });
});

describe("a body", () => {
  test("is rejected if it contains a number that JSON cannot represent exactly, with its path", async () => {
    const text = `{"name":"n","environment":"development","metadata":{"account":9007199254740993}}`;
    const { status, body } = await sendText("/keys", text);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { details: [{ path: "metadata.account" }] } });
  });

  test.each(["utf8", "utf-8", '"UTF8"'])("is accepted with the charset %s", async (charset) => {
    const headers = { "content-type": `application/json; charset=${charset}` };
    expect(await sendText("/keys/verify", '{"key":"x"}', headers)).toMatchObject({ status: 200 });
  });
});

describe("a partial update", () => {
  async function createKey(fields: object) {
    const body = { name: "n", environment: "development", ...fields };
    const created = await callApi("/keys", { key, body });
    expect(created.status).toBe(201);
    return `/keys/${(created.body as { id: string }).id}`;
  }

  test("of a rate limit keeps omitted fields, and null removes a limit", async () => {
    const path = await createKey({ rateLimit: { perMinute: 100, per10Seconds: 10 } });
    const change = async (rateLimit: unknown) => {
      const { body } = await callApi(path, { method: "PATCH", key, body: { rateLimit } });
      return (body as { rateLimit: unknown }).rateLimit;
    };
    expect(await change({ perMinute: 50 })).toEqual({ perMinute: 50, per10Seconds: 10 });
    expect(await change({ per10Seconds: null })).toEqual({ perMinute: 50, per10Seconds: null });
    expect(await change({})).toEqual({ perMinute: 50, per10Seconds: null });
    expect(await change(null)).toBeNull();
    expect(await change({ per10Seconds: 5 })).toEqual({ perMinute: null, per10Seconds: 5 });
  });

  test("of metadata replaces all of it and keeps other fields", async () => {
    const path = await createKey({ metadata: { a: 1, b: 2 }, externalId: "x", description: "d" });
    const { body } = await callApi(path, { method: "PATCH", key, body: { metadata: { b: 3 } } });
    expect(body).toMatchObject({ metadata: { b: 3 }, externalId: "x", description: "d" });
    expect(body).not.toHaveProperty("metadata.a");
  });

  test("of a team's maximum limits keeps omitted fields, and null removes a limit", async () => {
    const own = await insertTeam(database);
    const { secret } = await insertKey(database, own, {
      inheritsPermissions: false,
      permissions: ["team:write"],
      environmentId: own.environments.production ?? "",
    });
    const change = async (keyRateLimitMax: unknown) => {
      const call = { method: "PATCH", key: secret, body: { keyRateLimitMax } };
      const { body } = await callApi(`/teams/${own.id}`, call);
      return (body as { keyRateLimitMax: unknown }).keyRateLimitMax;
    };
    expect(await change({ perMinute: 500, per10Seconds: 50 })).toEqual({ perMinute: 500, per10Seconds: 50 });
    expect(await change({ perMinute: 400 })).toEqual({ perMinute: 400, per10Seconds: 50 });
    expect(await change(null)).toEqual({ perMinute: null, per10Seconds: null });
  });
});

describe("an idempotent request", () => {
  const idempotencyKey = () => ({ "idempotency-key": crypto.randomUUID() });
  const write = (name: string, permissions: string[]) =>
    JSON.stringify({ name, environment: "development", permissions, metadata: { a: 1, b: 2 } });
  const lists = ["keys:read", "workers:read"];

  test("is the same with its fields in another order, on any level", async () => {
    const headers = idempotencyKey();
    const first = await sendText("/keys", write("n", lists), headers);
    expect(first.status).toBe(201);
    const again = `{ "metadata": {"b":2.0,"a":1}, "permissions":${JSON.stringify(lists)}, "environment":"development", "name":"n" }`;
    expect(await sendText("/keys", again, headers)).toMatchObject({
      status: 201,
      body: { id: (first.body as { id: string }).id, secret: null },
    });
  });

  test.each([
    ["a list in another order", write("n", [...lists].reverse())],
    ["another value", write("m", lists)],
  ])("is different with %s", async (_, text) => {
    const headers = idempotencyKey();
    expect(await sendText("/keys", write("n", lists), headers)).toMatchObject({ status: 201 });
    expect(await sendText("/keys", text, headers)).toMatchObject({ status: 422 });
  });

  test("from the previous release is recognized by the digest of its text", async () => {
    const headers = idempotencyKey();
    const text = '{"name":"old","environment":"development"}';
    const first = await sendText("/workers", text, headers);
    const digest = createHmac("sha256", runtime.secrets.session[0] ?? "")
      .update(JSON.stringify(["POST", "/v1/api/workers", "", null, JSON.parse(text)]))
      .digest();
    const where = { key: headers["idempotency-key"] };
    const stored = await database.prisma.idempotencyRecord.findFirstOrThrow({ where });
    expect(Buffer.from(stored.requestDigest).equals(digest)).toBe(true);
    await database.prisma.idempotencyRecord.updateMany({ where, data: { contentDigest: null } });
    expect(await sendText("/workers", text, headers)).toMatchObject({
      status: 201,
      body: first.body as object,
    });
  });
});

describe("every fixed path", () => {
  const paths = [...Map.groupBy(routes, ({ path }) => path)].filter(([path]) => !path.includes("{"));
  test.each(paths)("%s responds with 405 and Allow to unsupported methods", async (path, ofPath) => {
    const methods: string[] = ofPath.map(({ method }) => method);
    const allowed = methods.includes("GET") ? [...methods, "HEAD"] : methods;
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      if (methods.includes(method)) continue;
      const { status, headers } = await callApi(path, { method, key });
      expect({ method, status, allow: headers.get("allow") }).toEqual({
        method,
        status: 405,
        allow: allowed.join(", "),
      });
    }
  });
});

describe("a search", () => {
  test.each(["kube_0123456789abcdef0123456789abcdef", "subscribe_5f2b8c7d9e0a1b2c3d4e5f60"])(
    "for %s is not mistaken for a key",
    async (q) => {
      expect(await callApi(`/keys?q=${q}`, { key })).toMatchObject({ status: 200 });
    },
  );
});

describe("text from people", () => {
  test("is found in any Unicode form", async () => {
    const name = "Cafe\u0301 Zürich";
    await callApi("/keys", { key, body: { name, environment: "development" } });
    for (const q of ["Café", "Cafe\u0301", "ZU\u0308RICH"]) {
      const { body } = await callApi(`/keys?q=${encodeURIComponent(q)}`, { key });
      expect(body).toMatchObject({ data: [{ name: name.normalize("NFC") }] });
    }
  });

  test.each(["\u200b", "\u2060\ufeff", "\u3164", "\u2800", "\u00ad\u034f", " \u200d "])(
    "is rejected as empty if it contains only invisible characters: %j",
    async (name) => {
      expect(await callApi("/keys", { key, body: { name, environment: "development" } })).toMatchObject({
        status: 400,
        body: { error: { details: [{ path: "name", message: "Must not be empty" }] } },
      });
    },
  );
});

describe("cursors", () => {
  const sorts = ["createdAt", "name", "lastUsedAt", "expiresAt"].flatMap((field) => [field, `-${field}`]);

  test.each(sorts)("of keys sorted by %s are valid, whatever the names", async (sort) => {
    const own = await insertTeam(database);
    const names = ["🦊".repeat(100), '"\\'.repeat(50), "be_".repeat(30), "é", "e\u0301"];
    for (const [index, name] of names.entries()) {
      await insertKey(database, own, { name, expiresAt: index % 2 === 0 ? null : new Date(2 ** 41 + index) });
    }
    // Not a key: its own last use would move it while the list is read.
    const { cookie } = await createSessionCookie(database, runtime, own.owner.id);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query = new URLSearchParams({ sort, limit: "1", ...(cursor === "" ? {} : { cursor }) });
      const { status, body } = await callApi(`/keys?${query}`, { cookie });
      expect(status).toBe(200);
      const page = body as { data: { id: string }[]; nextCursor: string | null };
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(names.length);
  });

  const values = [
    null,
    "",
    "x",
    "1",
    "-1",
    "9".repeat(30),
    "9223372036854775808",
    "-271821-04-20T00:00:00.000Z",
    "+275760-09-13T00:00:00.000Z",
    "0000-01-01T00:00:00.000Z",
    "-000001-01-01T00:00:00.000Z",
    "2026-01-01T00:00:00.000Z",
    "a\u0000b",
    "\ud800",
    "x".repeat(400),
    7,
    1e308,
    true,
    [],
    { gt: "" },
  ];
  const ids = ["key_1", "", "'; --", "\u0000", "x".repeat(200), 7, null, { not: "" }];
  const lists = [
    ...sorts.map((sort) => `/keys?sort=${sort}&limit=1`),
    "/workers?limit=1",
    "/fhir/servers?limit=1",
    "/audit-events?limit=1",
  ];

  test.each(lists)("of %s that are forged result in 400 or a page, never in 500", async (path) => {
    for (const name of ["a", "b"]) {
      await callApi("/workers", { key, body: { name, environment: "development" } });
      const baseUrl = `https://${name}.example.com`;
      await callApi("/fhir/servers", { key, body: { name, baseUrl, environment: "development" } });
      await insertKey(database, team);
    }
    const { body } = await callApi(path, { key });
    const good: unknown = JSON.parse(
      Buffer.from(String((body as { nextCursor: unknown }).nextCursor), "base64url").toString(),
    );
    const [digest, value, id] = Array.isArray(good) ? good : [];
    expect(digest).toEqual(expect.any(String));
    setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
    const forged = [
      ...values.map((other) => [digest, other, id]),
      ...ids.map((other) => [digest, value, other]),
      ["", value, id],
      [],
      [digest],
      null,
      { digest },
    ];
    for (const fields of forged) {
      const cursor = Buffer.from(JSON.stringify(fields)).toString("base64url");
      const { status } = await callApi(`${path}&cursor=${cursor}`, { key });
      expect([200, 400], JSON.stringify(fields)).toContain(status);
    }
  });
});
