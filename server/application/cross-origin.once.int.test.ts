import type { Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { sendRequest } from "#e2e/support/servers/send-request.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { createHttpServer, listen } from "../http/http-server.ts";
import { createListener } from "../listener.ts";

const allowedOrigin = "https://app.example.com";
const stranger = "https://evil.example";

let database: Database;
let runtime: Runtime;
let server: Server;
let origin: string;
let secret: string;
let cookie: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const base = createTestRuntime(database);
  runtime = {
    ...base,
    config: { ...base.config, corsOrigins: [allowedOrigin, "https://other.example.com"] },
  };
  setRuntime(runtime);
  const team = await insertTeam(database);
  ({ secret } = await insertKey(database, team));
  ({ cookie } = await createSessionCookie(database, runtime, team.owner.id));
  server = createHttpServer(
    runtime.config,
    createListener(runtime, () => null),
  );
  await listen(server, { host: "127.0.0.1", port: 0 });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  origin = `http://127.0.0.1:${address.port}`;
});

afterAll(async () => {
  server.close();
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

function send(path: string, headers: Record<string, string>, method = "GET", body = "") {
  const bytes = body === "" ? null : Buffer.from(body);
  return sendRequest(origin, { path, method, headers, body: bytes });
}

const preflight = (from: string, path = "/workers") =>
  send(path, { origin: from, "access-control-request-method": "POST" }, "OPTIONS");

test("a preflight from an allowed origin is answered with what its pages can send", async () => {
  const { status, headers, text } = await preflight(allowedOrigin);
  expect({ status, text }).toEqual({ status: 204, text: "" });
  expect(headers).toMatchObject({
    "access-control-allow-origin": allowedOrigin,
    "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
    "access-control-allow-headers":
      "Authorization, X-API-Key, Content-Type, Idempotency-Key, traceparent, tracestate, baggage",
    "access-control-max-age": "600",
    vary: "Origin",
  });
  expect(headers).not.toHaveProperty("access-control-allow-credentials");
});

test.each([
  stranger,
  "null",
  `${allowedOrigin}.evil.example`,
  "http://app.example.com",
  `${allowedOrigin}:8443`,
])("the origin %s gets no preflight answer and cannot read responses", async (from) => {
  for (const answer of [
    await preflight(from),
    await send("/workers", { origin: from, "x-api-key": secret }),
    await send("/workers", { origin: from, authorization: `Bearer ${secret}` }),
  ]) {
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
    expect(answer.headers).toHaveProperty("vary", "Origin");
  }
});

test("a page of an allowed origin reads responses and errors for its key, and the headers that explain them", async () => {
  const verify = JSON.stringify({ key: secret });
  const answers = [
    await send("/workers", { origin: allowedOrigin, authorization: `Bearer ${secret}` }),
    await send("/workers/wrk_nothing", { origin: allowedOrigin, "x-api-key": secret }),
    await send("/workers", { origin: allowedOrigin, authorization: "Bearer be_nonsense" }),
    await send(
      "/keys/verify",
      { origin: allowedOrigin, authorization: `Bearer ${secret}`, "content-type": "application/json" },
      "POST",
      verify,
    ),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 401, 200]);
  for (const { headers } of answers) {
    expect(headers["access-control-allow-origin"]).toBe(allowedOrigin);
    const exposed = String(headers["access-control-expose-headers"]).split(", ");
    expect(exposed).toEqual(expect.arrayContaining(["X-Request-Id", "Retry-After", "X-RateLimit-Remaining"]));
    expect(headers).not.toHaveProperty("access-control-allow-credentials");
  }
});

test("a page of an allowed origin reads the OpenAPI document and a 401 without a key", async () => {
  for (const [path, status] of [
    ["/openapi.json", 200],
    ["/workers", 401],
  ] as const) {
    const answer = await send(path, { origin: allowedOrigin });
    expect(answer.status).toBe(status);
    expect(answer.headers["access-control-allow-origin"]).toBe(allowedOrigin);
    expect(answer.headers).not.toHaveProperty("access-control-allow-credentials");
    expect((await send(path, { origin: stranger })).headers).not.toHaveProperty(
      "access-control-allow-origin",
    );
  }
});

test("a page of an allowed origin cannot use a session", async () => {
  const read = await send("/me", { origin: allowedOrigin, cookie });
  expect(read.headers).not.toHaveProperty("access-control-allow-origin");
  const body = JSON.stringify({ name: "x", environment: "development" });
  const written = await send(
    "/workers",
    { origin: allowedOrigin, cookie, "content-type": "application/json" },
    "POST",
    body,
  );
  expect(written.status).toBe(403);
  expect(JSON.parse(written.text)).toMatchObject({ error: { code: "origin_not_allowed" } });
});

test("forward auth of a client's preflight is answered as forward auth, not as a preflight", async () => {
  const { status, headers } = await preflight(allowedOrigin, "/auth?team=team_x");
  expect(status).toBe(401);
  expect(headers).not.toHaveProperty("access-control-allow-origin");
});

test("CORS_ORIGINS accepts origins, and never a wildcard", () => {
  const read = (text: string) => readConfig({ CORS_ORIGINS: text }).corsOrigins;
  expect(read("https://app.example.com, http://localhost:5173/")).toEqual([
    allowedOrigin,
    "http://localhost:5173",
  ]);
  expect(() => read("*")).toThrow(/^CORS_ORIGINS must list each origin/);
  expect(() => read("https://*.example.com")).toThrow(/^CORS_ORIGINS must list each origin/);
  expect(() => read(`${allowedOrigin}/app`)).toThrow(/^CORS_ORIGINS must be origins/);
  expect(() => read("null")).toThrow(/^CORS_ORIGINS must be origins/);
});
