import { once } from "node:events";
import type { IncomingHttpHeaders, Server } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { exchangeRaw, sendText } from "#e2e/support/servers/raw-connection.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import type { Pages } from "#server/application/pages/pages.ts";
import { createHttpServer, listen } from "../http/http-server.ts";
import { createListener } from "../listener.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let secret: string;
const servers: Server[] = [];
const lines: string[] = [];

/** In place of Next: records the headers that a page would receive. */
const seen: IncomingHttpHeaders[] = [];
const pages: Pages = {
  handle: async (request, response) => {
    seen.push(request.headers);
    response.end(`page ${request.url}`);
  },
  close: async () => {},
};

beforeAll(async () => {
  database = await openTestDatabase();
  const logger = createLogger({ level: "debug", destination: { write: (line) => lines.push(line) } });
  const limiter = createMemoryLimiter({ maxCounters: 1000 });
  // Enough for this file, whose requests all come from one IP address.
  runtime = { ...createTestRuntime(database), logger, limiter };
  setRuntime(runtime);
  team = await insertTeam(database);
  ({ secret } = await insertKey(database, team));
});

afterAll(async () => {
  for (const server of servers) server.close();
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

/** Serves with these settings and returns the port. */
async function serveWith(settings: Partial<Config> = {}): Promise<number> {
  const limiter = createMemoryLimiter({ maxCounters: 1000 });
  const changed = { ...runtime, limiter, config: { ...runtime.config, ...settings } };
  setRuntime(changed);
  const server = createHttpServer(
    changed.config,
    createListener(changed, () => (changed.config.serve === "api" ? null : pages)),
  );
  await listen(server, { host: "127.0.0.1", port: 0 });
  servers.push(server);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return address.port;
}

interface Sent {
  method?: string;
  headers?: string[];
  body?: string;
  host?: string | null;
}

/** Sends one request as text, and closes the connection after it. */
async function send(
  port: number,
  target: string,
  { method = "GET", headers = [], body = "", host }: Sent = {},
) {
  const named = host === null ? [] : [`Host: ${host ?? `127.0.0.1:${port}`}`];
  const head = [`${method} ${target} HTTP/1.1`, ...named, "Connection: close", ...headers];
  return exchangeRaw(port, `${head.join("\r\n")}\r\n\r\n${body}`);
}

const withKey = () => ({ headers: [`Authorization: Bearer ${secret}`] });
const onEvery = {
  "x-content-type-options": "nosniff",
  "x-request-id": expect.stringMatching(/^req_/),
};
const forBrowsers = {
  "x-frame-options": "DENY",
  "referrer-policy": "strict-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": expect.any(String),
  "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
};
const limits = {
  "x-ratelimit-limit": expect.stringMatching(/^\d+$/),
  "ratelimit-policy": expect.any(String),
};

describe("every response", () => {
  test("carries a request id, and security headers if a browser may read it", async () => {
    const port = await serveWith();
    for (const path of ["/", "/docs", "/v1/api/me", "/v1/nothing", "/v1", "/%2fv1/api/me"]) {
      const { headers } = await send(port, path);
      expect(headers, path).toMatchObject({ ...onEvery, ...forBrowsers });
    }
  });

  test("carries no browser headers if a program reads it", async () => {
    const port = await serveWith({ publicOrigin: "https://console.example.com", trustedProxyHops: 1 });
    const secure = "X-Forwarded-Proto: https";
    const withBody = ["Content-Type: application/json", "Content-Length: 2"];
    const withForm = ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 7"];
    const requests: [path: string, sent: Sent][] = [
      ["/v1/api/auth", {}],
      [`/v1/api/auth?team=${team.id}`, { headers: [secure, ...withKey().headers] }],
      ["/v1/api/keys/verify", { method: "POST", headers: [secure, ...withBody], body: "{}" }],
      ["/v1/api/oauth/introspect", { method: "POST", headers: [secure, ...withForm], body: "token=a" }],
      ["/v1/api/me", { headers: [secure, ...withKey().headers] }],
      ["/v1/nothing", { headers: [secure, ...withKey().headers] }],
      ["/livez", {}],
      ["/healthz", {}],
      ["/readyz", {}],
      ["/metrics", {}],
    ];
    for (const [path, sent] of requests) {
      const { headers } = await send(port, path, sent);
      expect(headers, path).toMatchObject(onEvery);
      const unwanted = [...Object.keys(forBrowsers), "strict-transport-security"];
      expect(
        Object.keys(headers).filter((name) => unwanted.includes(name)),
        path,
      ).toEqual([]);
    }
  });

  test("tells browsers to stay on HTTPS if PUBLIC_URL is https", async () => {
    const port = await serveWith({ publicOrigin: "https://console.example.com" });
    for (const path of ["/", "/v1/api/me"]) {
      expect((await send(port, path)).headers).toHaveProperty("strict-transport-security");
    }
  });

  test("is logged once, without query and credentials (ASVS 16.3.4)", async () => {
    const port = await serveWith();
    const { headers } = await send(port, `/v1/api/me?x=${secret}`, withKey());
    const logged = lines.filter((line) => line.includes(headers["x-request-id"] ?? ""));
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0] ?? "")).toMatchObject({ method: "GET", path: "/v1/api/me", status: 400 });
    expect(lines.join("")).not.toContain(secret.slice(0, 30));
  });
});

describe("/metrics", () => {
  const metricsToken = "0123456789abcdef0123";
  const authorization = (token: string) => ({ headers: [`Authorization: Bearer ${token}`] });

  test("GET /metrics answers only with METRICS_TOKEN", async () => {
    expect((await send(await serveWith(), "/metrics", authorization(metricsToken))).status).toBe(404);
    const port = await serveWith({ metricsToken });
    for (const sent of [{}, authorization("wrong"), withKey()]) {
      expect((await send(port, "/metrics", sent)).status).toBe(401);
    }
    const { status, headers } = await send(port, "/metrics", authorization(metricsToken));
    expect({ status, type: headers["content-type"] }).toEqual({
      status: 200,
      type: "text/plain; version=0.0.4; charset=utf-8",
    });
  });

  test("lists outcomes, memory, limits, durations and connections in Prometheus' format, and contains no key", async () => {
    const port = await serveWith({ metricsToken });
    const question = `/v1/api/auth?team=${team.id}`;
    await send(port, question, withKey());
    await send(port, question, authorization(createSecret()));
    await send(port, question);
    await send(port, "/v1/api/me", withKey());
    const { body } = await send(port, "/metrics", authorization(metricsToken));
    for (const line of body.trimEnd().split("\n")) {
      expect(line).toMatch(
        /^(# (HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? \S+)$/,
      );
    }
    for (const sample of [
      /^byteengine_verifications_total\{kind="auth",outcome="VALID"\} \d+$/m,
      /^byteengine_verifications_total\{kind="auth",outcome="NOT_FOUND"\} \d+$/m,
      /^byteengine_verifications_total\{kind="auth",outcome="NO_KEY"\} \d+$/m,
      /^byteengine_key_cache_(hits|misses|stale)_total \d+$/m,
      /^byteengine_key_cache_size \d+$/m,
      /^byteengine_invalidation_lag_seconds \S+$/m,
      /^byteengine_limiter_mode\{mode="memory"\} 1$/m,
      /^byteengine_http_request_duration_seconds_bucket\{route="auth",status="2xx",le="\+Inf"\} \d+$/m,
      /^byteengine_http_request_duration_seconds_count\{route="api",status="2xx"\} \d+$/m,
      /^byteengine_database_connections\{pool="main",state="idle"\} \d+$/m,
    ]) {
      expect(body).toMatch(sample);
    }
    for (const secretive of [secret, secret.slice(0, 9), team.id, team.owner.id]) {
      expect(body).not.toContain(secretive);
    }
  });
});

describe("requests that Node would reject by itself", () => {
  test.each([
    ["garbage", "\x16\x03\x01 hello\r\n\r\n", 400],
    ["a broken header", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nbroken\r\n\r\n", 400],
    ["an unknown method", "BREW / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 400],
    ["headers beyond 16 KiB", `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ${"a".repeat(17_000)}\r\n\r\n`, 431],
    ["a target beyond 16 KiB", `GET /${"a".repeat(17_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, 431],
    [
      "two lengths for one body",
      "POST /v1/api/users HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
    ],
    ["CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", 400],
    ["an unknown Expect", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: cake\r\n\r\n", 400],
  ])("%s gets the contract's format and headers", async (_, text, status) => {
    const answer = await exchangeRaw(await serveWith(), text);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({ ...onEvery, ...limits, "cache-control": "no-store" });
    const code = status === 431 ? "headers_too_large" : "invalid_request";
    expect(JSON.parse(answer.body)).toEqual({ error: { code, message: expect.any(String) } });
  });
});

test("a HEAD request beyond 16 KiB gets the status without a body", async () => {
  const text = `HEAD /${"a".repeat(17_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
  expect(await exchangeRaw(await serveWith(), text)).toMatchObject({ status: 431, body: "" });
});

test.each(["/v1/api/keys/verify", "/v1/api/keys/verify?"])(
  "a POST to %s that announces no body is rejected, not waited for",
  async (path) => {
    const headers = [...withKey().headers, "Content-Type: application/json"];
    const { status, body } = await send(await serveWith(), path, { method: "POST", headers });
    expect({ status, body }).toMatchObject({ status: 400, body: expect.stringContaining("Is required") });
  },
);

test("a client that disconnects before its CONNECT is rejected affects no one else", async () => {
  const port = await serveWith();
  for (let round = 0; round < 20; round++) {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n");
    // Immediately, in the middle of the response, and after it.
    if (round % 3 === 1) await new Promise(setImmediate);
    if (round % 3 === 2) await once(socket, "readable");
    socket.resetAndDestroy();
    await once(socket, "close");
  }
  expect((await send(port, "/healthz")).status).toBe(200);
});

test("a rejected CONNECT is closed even if its client never closes it", async () => {
  const port = await serveWith();
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {});
  socket.write("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n");
  socket.resume();
  await once(socket, "end");
  const server = servers.at(-1);
  const count = () => new Promise((resolve) => server?.getConnections((_error, open) => resolve(open)));
  await expect.poll(count, { timeout: 5_000 }).toBe(0);
  socket.destroy();
});

describe("pipelined requests of which the last is unreadable", () => {
  const good = () =>
    `GET /v1/api/auth?team=${team.id} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${secret}\r\n\r\n`;
  const post = "POST /v1/api/auth HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  test("are answered in order", async () => {
    for (const path of ["/v1/api/auth", "/v1/api/users"]) {
      const last = post.replace("/v1/api/auth", path);
      const text = await sendText(await serveWith(), `${good()}${good()}${last}no size\r\n`);
      expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 400"]);
    }
  });

  test("are all answered when the last is a CONNECT", async () => {
    const port = await serveWith();
    const text = await sendText(port, `${good()}CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(text).toBe("");
    expect((await send(port, "/healthz")).status).toBe(200);
  });

  test("gets only one response when the rest of the body is unreadable", async () => {
    const port = await serveWith();
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => {});
    socket.write(`${good().replace("GET", "POST").slice(0, -2)}Transfer-Encoding: chunked\r\n\r\n`);
    await once(socket, "data");
    socket.write("no size\r\n");
    await once(socket, "close");
    const text = Buffer.concat(chunks).toString("latin1");
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200"]);
  });
});

test("ignores an offered upgrade and answers the request", async () => {
  const text =
    "GET /v1/api/me HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: upgrade, close\r\nUpgrade: h2c\r\n\r\n";
  expect((await exchangeRaw(await serveWith(), text)).status).toBe(401);
});

describe("a target or a host", () => {
  test.each([
    ["*", undefined],
    ["http://evil.example/", undefined],
    ["/", "a b"],
    ["/", "user@127.0.0.1"],
    ["/", null],
    ["/", "127.0.0.1\r\nHost: 127.0.0.1"],
  ])("%j with %j is rejected", async (target, host) => {
    const answer = await send(await serveWith(), target, host === undefined ? {} : { host });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: "invalid_request" } });
  });

  test("of another name is rejected without a key, so that no web page can point its name at this server", async () => {
    const port = await serveWith();
    const host = "evil.example";
    for (const path of ["/", "/sign-up", "/v1/api/users", "/v1/api/me"]) {
      const { status, body } = await send(port, path, { host });
      expect(status).toBe(400);
      expect(body).toContain("PUBLIC_URL");
    }
    expect((await send(port, "/healthz", { host })).status).toBe(200);
    expect((await send(port, "/v1/api/me", { host, ...withKey() })).status).toBe(200);
    expect((await send(port, "/v1/api/auth?team=team_1", { host })).status).toBe(401);
    expect((await send(port, "/", { host, ...withKey() })).status).toBe(400);
  });

  test("of PUBLIC_URL is accepted", async () => {
    const port = await serveWith({ publicOrigin: "http://console.example.com" });
    expect((await send(port, "/", { host: "console.example.com" })).status).toBe(200);
    expect((await send(port, "/", { host: "evil.example" })).status).toBe(400);
  });

  test("that disguises an API path is not found, so that there is no second way to the API", async () => {
    const port = await serveWith();
    for (const path of ["//v1/api/me", "/%76%31/api/me", "/x/../v1/api/me"]) {
      expect((await send(port, path, withKey())).status).toBe(404);
    }
  });
});

describe("a page", () => {
  test("gets a nonce and the trusted client, whatever the request claims", async () => {
    const port = await serveWith();
    const claims = [
      "X-Forwarded-For: 1.2.3.4",
      "X-Forwarded-Host: evil",
      "X-Forwarded-Proto: https",
      "Forwarded: for=9",
    ];
    const policy = "Content-Security-Policy: script-src 'nonce-evil'";
    const answer = await send(port, "/a", {
      headers: [...claims, "X-Forwarded-Port: 1", policy, "X-Nonce: evil"],
    });
    const nonce = /'nonce-([^']+)'/.exec(answer.headers["content-security-policy"] ?? "")?.[1];
    const given = seen.at(-1);
    expect(nonce).toMatch(/^.{24}$/);
    expect(given).toMatchObject({
      "content-security-policy": answer.headers["content-security-policy"],
      "x-nonce": nonce,
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": `127.0.0.1:${port}`,
    });
    expect(given).not.toHaveProperty("forwarded");
    expect(given).not.toHaveProperty("x-forwarded-port");
  });

  test("and sign-in never receive a key, so that it has no effect there", async () => {
    const port = await serveWith();
    for (const path of ["/t/some-team", "/api/auth/session", "/docs/quick-start?q=1"]) {
      const plain = await send(port, path);
      const withKeys = await send(port, path, {
        headers: [`Authorization: Bearer ${secret}`, `X-API-Key: ${secret}`],
      });
      expect(withKeys).toMatchObject({ status: plain.status, body: plain.body });
      expect(JSON.stringify(seen.at(-1))).not.toContain(secret);
      expect(Object.keys(seen.at(-1) ?? {})).not.toContain("authorization");
    }
  });

  test("has a different nonce each time", async () => {
    const port = await serveWith();
    const policies = await Promise.all(
      [1, 2, 3].map(async () => (await send(port, "/")).headers["content-security-policy"]),
    );
    expect(new Set(policies).size).toBe(3);
  });

  test("is behind as many proxies as TRUST_PROXY says", async () => {
    const port = await serveWith({ trustedProxyHops: 1, publicOrigin: "https://console.example.com" });
    await send(port, "/", {
      headers: ["X-Forwarded-For: 1.2.3.4, 198.51.100.7", "X-Forwarded-Proto: https"],
    });
    expect(seen.at(-1)).toMatchObject({
      "x-forwarded-for": "198.51.100.7",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "console.example.com",
    });
  });

  test("is never treated as a server action or resumed", async () => {
    const port = await serveWith();
    for (const header of ["Next-Action: 40a1", "Next-Resume: 1"]) {
      const answer = await send(port, "/", { method: "POST", headers: [header, "Content-Length: 0"] });
      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.body)).toEqual({ error: { code: "not_found", message: "Not found" } });
    }
  });

  test("accepts only small bodies of known length", async () => {
    const port = await serveWith();
    const post = (header: string) => send(port, "/", { method: "POST", headers: [header] });
    expect((await post("Content-Length: 16385")).status).toBe(413);
    expect((await post("Transfer-Encoding: chunked")).status).toBe(400);
  });
});

describe("the API", () => {
  test("rejects a header that is sent twice", async () => {
    const port = await serveWith();
    const twice = [`Authorization: Bearer ${secret}`, `Authorization: Bearer ${secret}`];
    expect((await send(port, "/v1/api/me", { headers: twice })).status).toBe(400);
    expect((await send(port, `/v1/api/auth?team=${team.id}`, { headers: twice })).status).toBe(400);
  });

  test("rejects a body that is too large, announced or not, without reading it all", async () => {
    const port = await serveWith();
    const type = "Content-Type: application/json";
    const json = [`Authorization: Bearer ${secret}`, type];
    const announced = [...json, "Content-Length: 100000000"];
    const chunked = [...json, "Transfer-Encoding: chunked"];
    const chunk = `4000\r\n${"a".repeat(0x4000)}\r\n`;
    for (const [headers, body] of [
      [announced, "a".repeat(20_000)],
      [chunked, chunk.repeat(3)],
    ] as const) {
      const answer = await send(port, "/v1/api/keys", { method: "POST", headers, body });
      expect(answer.status).toBe(413);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: "payload_too_large" } });
    }
  });

  test("rejects a body that becomes unreadable, and keeps running when its client disconnects", async () => {
    const port = await serveWith();
    const headers = [...withKey().headers, "Content-Type: application/json"];
    const chunked = [...headers, "Transfer-Encoding: chunked"];
    const broken = await send(port, "/v1/api/keys", {
      method: "POST",
      headers: chunked,
      body: '5\r\n{"a":\r\nzz\r\n',
    });
    expect(broken.status).toBe(400);
    expect(JSON.parse(broken.body)).toMatchObject({ error: { code: "invalid_request" } });
    const socket = connect(port, "127.0.0.1");
    const head = [`POST /v1/api/keys HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...headers, "Content-Length: 50"];
    const logged = lines.length;
    socket.resume();
    socket.end(`${head.join("\r\n")}\r\n\r\n{`);
    await once(socket, "close");
    expect((await send(port, "/healthz")).status).toBe(200);
    expect(lines.slice(logged).join("")).not.toContain('"level":"error"');
  });

  /** Sends the headers, runs `between`, and only then sends the body. */
  async function sendHeldBack(
    path: string,
    body: string,
    headers: string[],
    between: () => Promise<unknown>,
  ) {
    const port = await serveWith({ publicOrigin: "http://console.example.com" });
    const socket = connect(port, "127.0.0.1");
    const closed = once(socket, "close");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    const head = [
      `POST ${path} HTTP/1.1`,
      "Host: console.example.com",
      "Content-Type: application/json",
      ...headers,
    ];
    socket.write(`${head.join("\r\n")}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`);
    // Waits until the server has identified the caller, with a large margin: on a busy machine the queries
    // take longer.
    for (let turn = 0; turn < 5; turn++) {
      await database.pool.query("SELECT 1");
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    await between();
    socket.write(body);
    await closed;
    return Buffer.concat(chunks).toString("latin1");
  }

  test("creates nothing for a key that is revoked before its request's body arrives", async () => {
    const { id, secret: doomed } = await insertKey(database, team);
    const body = JSON.stringify({ name: "Created too late", environment: "development" });
    const answer = await sendHeldBack("/v1/api/keys", body, [`X-Api-Key: ${doomed}`], () =>
      database.prisma.apiKey.update({ where: { id }, data: { revokedAt: new Date() } }),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(await database.prisma.apiKey.count({ where: { name: "Created too late" } })).toBe(0);
  });

  test("creates nothing for a session that ends before its request's body arrives", async () => {
    const { cookie, sessionId } = await createSessionCookie(database, runtime, team.owner.id);
    const body = JSON.stringify({ name: "Created too late", environment: "development" });
    const headers = [`Cookie: ${cookie}`, "Origin: http://console.example.com", `X-Team-Id: ${team.id}`];
    const answer = await sendHeldBack("/v1/api/keys", body, headers, () =>
      database.prisma.session.delete({ where: { id: sessionId } }),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(await database.prisma.apiKey.count({ where: { name: "Created too late" } })).toBe(0);
  });

  test("checks a key at the moment of verification, however early its headers arrived", async () => {
    const { id, secret: ending } = await insertKey(database, team);
    const answer = await sendHeldBack(
      "/v1/api/keys/verify",
      JSON.stringify({ key: ending }),
      withKey().headers,
      () => database.prisma.apiKey.update({ where: { id }, data: { expiresAt: new Date() } }),
    );
    expect(answer).toContain('"code":"EXPIRED"');
  });

  test("completes the response to a request followed by garbage on the same connection", async () => {
    const port = await serveWith();
    const head = ["GET /v1/api/me HTTP/1.1", `Host: 127.0.0.1:${port}`, ...withKey().headers];
    const { status, body } = await exchangeRaw(port, `${head.join("\r\n")}\r\n\r\ngarbage\r\n\r\n`);
    expect(status).toBe(200);
    expect(body).toContain(team.id);
  });

  test("answers pipelined requests in order", async () => {
    const port = await serveWith();
    const credentials = [secret, createSecret(), "garbage", secret];
    const requests = Array.from({ length: 100 }, (_, index) => credentials[index % credentials.length]);
    const text = requests
      .map((credential, index) => [
        `GET /v1/api/auth?team=${team.id} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        `X-API-Key: ${credential}`,
        ...(index === requests.length - 1 ? ["Connection: close"] : []),
      ])
      .map((head) => `${head.join("\r\n")}\r\n\r\n`)
      .join("");
    const answered = await sendText(port, text);
    const statuses = [...answered.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
    expect(statuses).toEqual(requests.map((credential) => (credential === secret ? "200" : "401")));
  });

  test("answers /auth for every method and body of the original request", async () => {
    const port = await serveWith();
    for (const method of ["GET", "POST", "DELETE", "PROPFIND", "HEAD"]) {
      const body = "not json";
      const headers = [...withKey().headers, `Content-Length: ${body.length}`, "Content-Type: x/y"];
      const answer = await send(port, `/v1/api/auth?team=${team.id}`, { method, headers, body });
      expect(answer.status, method).toBe(200);
      expect(answer.headers["x-team-id"]).toBe(team.id);
    }
  });

  test("answers /auth for a request with another Next application's headers", async () => {
    const headers = [...withKey().headers, "Next-Action: 40a1"];
    expect((await send(await serveWith(), `/v1/api/auth?team=${team.id}`, { headers })).status).toBe(200);
  });

  test("answers /keys/verify in the same way with and without Hono", async () => {
    const good = JSON.stringify({ key: secret, spend: false });
    const json = ["Content-Type: application/json"];
    const questions = [
      [withKey().headers, json, good],
      [withKey().headers, json, JSON.stringify({ key: createSecret() })],
      [withKey().headers, json, JSON.stringify({ kee: 1, permissions: "x" })],
      [withKey().headers, json, "{"],
      [withKey().headers, ["Content-Type: text/plain"], good],
      [[`Authorization: Bearer ${createSecret()}`], json, good],
      [[`X-API-Key: ${secret}`, "Authorization: Bearer a b"], json, good],
      [[], json, good],
    ] as const;
    const port = await serveWith({ verifyPerMinute: 100 });
    for (const [credentials, type, body] of questions) {
      const load = async (target: string) => {
        const length = [`Content-Length: ${body.length}`];
        const headers = [...credentials, ...type, ...length];
        const answer = await send(port, target, { method: "POST", headers, body });
        for (const name of [
          "x-request-id",
          "date",
          "x-ratelimit-remaining",
          "x-ratelimit-reset",
          "ratelimit",
        ]) {
          expect(answer.headers).toHaveProperty(name);
          delete answer.headers[name];
        }
        // The limit of the verified key may end a second later for the second request.
        return { ...answer, body: answer.body.replace(/"reset":\d+/, "") };
      };
      // With a trailing question mark, the same request goes through Hono.
      expect(await load("/v1/api/keys/verify")).toEqual(await load("/v1/api/keys/verify?"));
    }
  });

  test("reads /auth/with from the target as received: dots in the end user's path do not change the query", async () => {
    const port = await serveWith();
    const target = `/v1/api/auth/with/team=${team.id}&permission=no:no/../team=${team.id}/x`;
    expect((await send(port, target, withKey())).status).toBe(403);
  });

  test("rejects a key over plain HTTP if PUBLIC_URL is https, and does not redirect it", async () => {
    const port = await serveWith({ trustedProxyHops: 1, publicOrigin: "https://console.example.com" });
    const key = withKey().headers;
    for (const path of ["/v1/api/me", `/v1/api/auth?team=${team.id}`]) {
      const plain = await send(port, path, { headers: [...key, "X-Forwarded-Proto: http"] });
      expect(plain.status).toBe(400);
      expect(plain.headers).not.toHaveProperty("location");
      expect(JSON.parse(plain.body)).toMatchObject({ error: { message: expect.stringContaining("HTTPS") } });
      const secure = await send(port, path, { headers: [...key, "X-Forwarded-Proto: https"] });
      expect(secure.status).toBe(200);
    }
  });

  test("uses deny=403 in its own errors, so that nginx does not turn them into a 500", async () => {
    const port = await serveWith({ trustedProxyHops: 1, publicOrigin: "https://console.example.com" });
    const rejections: [Sent, number][] = [
      [{ headers: [...withKey().headers, "X-Forwarded-Proto: http"] }, 400],
      [withKey(), 400],
      [{ ...withKey(), host: null }, 400],
      [{ ...withKey(), host: "a b" }, 400],
    ];
    for (const question of [`?team=${team.id}`, `/with/team=${team.id}`]) {
      for (const [sent, status] of rejections) {
        const honest = await send(port, `/v1/api/auth${question}`, sent);
        expect(honest.status).toBe(status);
        const denied = await send(port, `/v1/api/auth${question}&deny=403`, sent);
        expect(denied.status).toBe(403);
        expect(denied.headers).toMatchObject({ ...limits, "x-auth-status": String(status) });
        expect(JSON.parse(denied.body)).toEqual(JSON.parse(honest.body));
      }
    }
  });

  test("answers /auth whatever the original request expected", async () => {
    const port = await serveWith();
    const headers = [...withKey().headers, "Expect: cake"];
    expect((await send(port, `/v1/api/auth?team=${team.id}&deny=403`, { headers })).status).toBe(200);
  });

  test("warns once about forwarding headers that TRUST_PROXY=0 ignores", async () => {
    const port = await serveWith({ trustedProxyHops: 0 });
    const before = lines.length;
    const findWarnings = () => lines.slice(before).filter((line) => line.includes("TRUST_PROXY is 0"));
    await send(port, "/healthz");
    expect(findWarnings()).toEqual([]);
    for (const header of ["X-Forwarded-For: 192.0.2.7", "Forwarded: for=192.0.2.7", "X-Real-IP: 192.0.2.7"]) {
      await send(port, "/healthz", { headers: [header] });
    }
    expect(findWarnings()).toEqual([expect.stringContaining('"level":"warn"')]);
    expect(findWarnings().join()).not.toContain("192.0.2.7");
  });

  test.each(["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP"])(
    "detects %s when TRUST_PROXY is 0",
    async (name) => {
      const port = await serveWith({ trustedProxyHops: 0 });
      const before = lines.length;
      await send(port, "/healthz", { headers: [`${name}: 192.0.2.7`] });
      expect(lines.slice(before).join()).toContain("TRUST_PROXY is 0");
    },
  );

  test("warns once about keys that a proxy sent without saying that they came over HTTPS", async () => {
    const port = await serveWith({ trustedProxyHops: 1, publicOrigin: "https://console.example.com" });
    const before = lines.length;
    await send(port, "/v1/api/me", withKey());
    await send(port, `/v1/api/auth?team=${team.id}`, withKey());
    const warnings = lines.slice(before).filter((line) => line.includes("X-Forwarded-Proto"));
    expect(warnings).toEqual([expect.stringContaining('"level":"warn"')]);
  });

  test("with SERVE=api, answers only verification by key", async () => {
    const port = await serveWith({ serve: "api" });
    expect((await send(port, "/v1/api/me", withKey())).status).toBe(200);
    expect((await send(port, `/v1/api/auth?team=${team.id}`, withKey())).status).toBe(200);
    expect((await send(port, "/healthz")).status).toBe(200);
    for (const path of ["/v1/api/keys", "/v1/api/openapi.json", "/", "/sign-in"]) {
      expect((await send(port, path, withKey())).status, path).toBe(404);
    }
    const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
    const withCookie = [`Cookie: ${cookie}`, `Origin: http://127.0.0.1:${port}`];
    const json = {
      headers: [...withCookie, "Content-Type: application/json", "Content-Length: 2"],
      body: "{}",
    };
    const form = [...withCookie, "Content-Type: application/x-www-form-urlencoded", "Content-Length: 7"];
    const requests: [string, Sent][] = [
      ["/v1/api/me", { headers: withCookie }],
      ["/v1/api/keys/verify", { method: "POST", ...json }],
      ["/v1/api/oauth/introspect", { method: "POST", headers: form, body: "token=x" }],
    ];
    for (const [path, sent] of requests) expect((await send(port, path, sent)).status, path).toBe(401);
  });
});

test.each(["/livez", "/healthz", "/readyz", "/metrics"])(
  "%s answers 405 with Allow to other methods",
  async (path) => {
    const port = await serveWith();
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const answer = await send(port, path, { method, headers: ["Content-Length: 0"] });
      expect(answer).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
    }
  },
);

test("/readyz is not ready while the schema is behind; /healthz still answers", async () => {
  const port = await serveWith();
  // Applied migrations are recorded in this table: without it, all seem to be missing.
  await asOwner(database).pool.query("DROP TABLE IF EXISTS _prisma_migrations");
  const { status, body } = await send(port, "/readyz");
  expect({ status, body: JSON.parse(body) }).toEqual({
    status: 503,
    body: { status: "not_ready", migrations: "behind", database: "up" },
  });
  expect((await send(port, "/healthz")).status).toBe(200);
});

test("/readyz answers 400 for an unknown part", async () => {
  const port = await serveWith();
  const { status, body } = await send(port, "/readyz?for=pages");
  expect({ status, body: JSON.parse(body) }).toMatchObject({
    status: 400,
    body: { error: { code: "invalid_request" } },
  });
});
