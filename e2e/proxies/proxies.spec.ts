import { rm } from "node:fs/promises";
import type { Server } from "node:http";
import { expect, test } from "@playwright/test";
import type { ConsoleProcess } from "#e2e/support/servers/console-process.ts";
import { judgeForwarding } from "#lib/domain/instance/checks/judge-forwarding.ts";
import { createOwnHeaders, readOwnAnswer, toArrived } from "#lib/services/instance/state/send-own-request.ts";
import { type Received, type RunningProxy, type Sent, send } from "./client.ts";
import {
  change,
  consoleHost,
  generateKey,
  identityHeaders,
  readIdentity,
  sessionSecret,
  signInThrough,
  startConsoleBehindProxies,
} from "./console.ts";
import { type Hospital, startHospital } from "./hospital.ts";
import { type SeenRequest, startOrders } from "./orders.ts";
import { findAll, readYamlRecipes } from "./recipes.ts";
import { proxyNames, startProxy } from "./servers.ts";

// All tests share one console, one service and one of each proxy.
test.describe.configure({ mode: "default" });

let running: ConsoleProcess;
let orders: { server: Server; seen: SeenRequest[]; port: number };
let teamId: string;
let hospital: Hospital;
const proxies = new Map<string, { proxy: RunningProxy; cookie: string }>();

test.beforeAll(async () => {
  [{ running, teamId }, orders] = await Promise.all([startConsoleBehindProxies(), startOrders()]);
  const site = { consolePort: Number(new URL(running.origin).port), ordersPort: orders.port, teamId };
  const started = await Promise.all(
    proxyNames.map(async (name) => ({ name, proxy: await startProxy(name, site) })),
  );
  for (const { name, proxy } of started) {
    proxies.set(name, { proxy, cookie: await signInThrough(proxy) });
  }
  const { proxy, cookie } = getProxy("nginx");
  expect((await change(proxy, "/permissions", { name: "orders:read" }, { cookie })).status).toBe(201);
  hospital = await startHospital(proxy, cookie);
});

test.afterAll(async () => {
  await Promise.all([...proxies.values()].map(({ proxy }) => proxy.stop()));
  orders?.server.close();
  await hospital?.engine.close();
  await running?.stop();
  if (running !== undefined) await rm(running.dataDirectory, { recursive: true, force: true });
});

test.beforeEach(() => {
  orders.seen.length = 0;
});

function getProxy(name: string) {
  const found = proxies.get(name);
  if (found === undefined) throw new Error(`${name} was not started`);
  return found;
}

const bearer = (secret: string): string[] => ["Authorization", `Bearer ${secret}`];

function readError({ headers, body }: Received): unknown {
  expect(headers["content-type"]).toContain("application/json");
  return JSON.parse(body);
}

const unauthorized = { error: { code: "unauthorized", message: "Invalid or missing API key" } };
const forbidden = { error: { code: "forbidden", message: "Insufficient permissions for this resource" } };

/** The only request that reached the service, with its headers by name. Fails if a header was repeated. */
function readSeen(): SeenRequest & { byName: Record<string, string> } {
  const [request, ...others] = orders.seen;
  if (request === undefined) throw new Error("no request reached the service");
  expect(others).toEqual([]);
  const byName = Object.fromEntries(request.headers);
  expect(Object.keys(byName).sort()).toEqual(request.headers.map(([name]) => name).sort());
  return { ...request, byName };
}

function fail(message: string): never {
  throw new Error(message);
}

for (const name of proxyNames) {
  test.describe(name, () => {
    const sendRequest = (sent: Sent = {}, path = "/orders/7?page=2") =>
      send(getProxy(name).proxy, "api.example.com", path, sent);
    const generate = (fields: Record<string, unknown>) => {
      const { proxy, cookie } = getProxy(name);
      return generateKey(proxy, cookie, { name: "Reader", permissions: ["orders:read"], ...fields });
    };

    test("shows the console how a request of its own arrives, so that it knows what TRUST_PROXY should be", async () => {
      const { proxy } = getProxy(name);
      const headers = Object.entries(createOwnHeaders({ session: [sessionSecret] })).flat();
      const { body } = await send(proxy, consoleHost, "/livez", { headers });
      const answer = readOwnAnswer(JSON.parse(body)) ?? fail(body);
      const url = `https://${consoleHost}`;
      const judge = (trustedHops: number) =>
        judgeForwarding({ url, trustedHops, arrived: toArrived(answer), problem: null });
      expect(judge(1)).toMatchObject({ state: "ok" });
      expect(judge(0).text).toContain("Set TRUST_PROXY=1.");
      expect(judge(2).text).toContain("Set TRUST_PROXY=1.");
    });

    test("serves the console and accepts changes only from its own pages", async () => {
      const { proxy, cookie } = getProxy(name);
      const page = await send(proxy, consoleHost, "/sign-in");
      expect(page.status).toBe(200);
      expect(page.body).toContain("Sign in");
      expect(page.headers["strict-transport-security"]).toBeDefined();
      const body = { name: "New", environment: "production" };
      expect((await change(proxy, "/keys", body, { cookie })).status).toBe(201);
      const foreign = await change(proxy, "/keys", body, { cookie, origin: "https://api.example.com" });
      expect(readError(foreign)).toMatchObject({ error: { code: "origin_not_allowed" } });
      // The console sees the client's IP address, not the proxy's, so the client's limit applies.
      const me = await send(proxy, consoleHost, "/v1/api/me", { headers: bearer(await generate({})) });
      expect(me.status).toBe(200);
    });

    test("accepts a valid key and sends the service its identity without the key", async () => {
      const secret = await generate({ externalId: "acct_7" });
      const accepted = await sendRequest({ headers: bearer(secret) });
      expect(accepted).toMatchObject({ status: 200, body: "orders" });
      expect(accepted.headers).toMatchObject({
        "x-ratelimit-limit": "1000",
        "x-ratelimit-remaining": expect.stringMatching(/^\d+$/),
        "x-ratelimit-reset": expect.stringMatching(/^\d+$/),
        ratelimit: expect.stringMatching(/^"standard";r=\d+;t=\d+, "burst";r=\d+;t=\d+$/),
        "ratelimit-policy": '"standard";q=1000;w=60, "burst";q=100;w=10',
      });
      const { byName, url } = readSeen();
      expect(url).toBe("/orders/7?page=2");
      const identity = await readIdentity(running, teamId, secret);
      expect(Object.fromEntries(identityHeaders.map((header) => [header, byName[header] ?? ""]))).toEqual(
        identity,
      );
      expect(byName["x-team-id"]).toBe(teamId);
      expect(JSON.stringify(byName)).not.toContain(secret);
      orders.seen.length = 0;
      expect((await sendRequest({ headers: ["X-API-Key", secret] })).status).toBe(200);
      expect(JSON.stringify(readSeen().byName)).not.toContain(secret);
    });

    test("rejects with 401, 403 and 400 as the console does", async () => {
      const missing = await sendRequest();
      expect(missing.status).toBe(401);
      expect(missing.headers["www-authenticate"]).toBe('Bearer realm="byteengine"');
      expect(readError(missing)).toEqual(unauthorized);
      const wrong = await sendRequest({ headers: bearer("be_nonsense") });
      expect(wrong.status).toBe(401);
      expect(wrong.headers["www-authenticate"]).toBe('Bearer realm="byteengine", error="invalid_token"');
      expect(readError(wrong)).toEqual(unauthorized);
      const weak = await sendRequest({ headers: bearer(await generate({ permissions: ["keys:read"] })) });
      expect(weak.status).toBe(403);
      expect(weak.headers["www-authenticate"]).toBe(
        'Bearer realm="byteengine", error="insufficient_scope", scope="orders:read"',
      );
      expect(readError(weak)).toEqual(forbidden);
      const [one, other] = [await generate({}), await generate({})];
      const two = await sendRequest({ headers: [...bearer(one), "X-API-Key", other] });
      expect(two.status).toBe(400);
      expect(readError(two)).toEqual({
        error: { code: "invalid_request", message: expect.stringContaining("one header") },
      });
      const long = await sendRequest({ headers: bearer("x".repeat(20_000)) });
      expect(long.status).toBe(431);
      expect(readError(long)).toMatchObject({ error: { code: "headers_too_large" } });
      for (const { headers } of [missing, wrong, weak, two, long]) {
        expect(headers).toMatchObject({ "ratelimit-policy": expect.stringContaining('"standard";q=') });
      }
      expect(orders.seen).toEqual([]);
    });

    test("answers 429 with Retry-After once a key's limit is reached", async () => {
      const secret = await generate({ rateLimit: { perMinute: 1, per10Seconds: 1 } });
      expect((await sendRequest({ headers: bearer(secret) })).status).toBe(200);
      const limited = await sendRequest({ headers: bearer(secret) });
      expect(limited.status).toBe(429);
      const seconds = limited.headers["retry-after"];
      expect(Number(seconds)).toBeGreaterThan(0);
      expect(Number(seconds)).toBeLessThanOrEqual(60);
      expect(limited.headers).toMatchObject({ "x-ratelimit-limit": "1", "x-ratelimit-remaining": "0" });
      expect(limited.headers).toHaveProperty("ratelimit");
      expect(readError(limited)).toEqual({
        error: {
          code: "rate_limit_exceeded",
          message: `Rate limit exceeded. Try again in ${seconds} seconds.`,
        },
      });
      expect(orders.seen).toHaveLength(1);
    });

    test("enforces the IP allowlist regardless of forwarded headers from the client", async () => {
      const secret = await generate({ allowedIps: ["127.0.0.2"] });
      expect((await sendRequest({ headers: bearer(secret), from: "127.0.0.2" })).status).toBe(200);
      const claims = [
        "X-Forwarded-For",
        "127.0.0.2",
        "X-Forwarded-For",
        "127.0.0.2, 127.0.0.2",
        "X-Real-IP",
        "127.0.0.2",
        "Forwarded",
        "for=127.0.0.2",
      ];
      const claimed = await sendRequest({ headers: [...bearer(secret), ...claims], from: "127.0.0.3" });
      expect(claimed.status).toBe(403);
      expect(readError(claimed)).toEqual(forbidden);
      expect(orders.seen).toHaveLength(1);
      expect(Object.fromEntries(orders.seen[0]?.headers ?? [])["x-forwarded-for"]).toBe("127.0.0.2");
      const { proxy } = getProxy(name);
      const me = { headers: [...bearer(secret), ...claims], from: "127.0.0.3" };
      expect((await send(proxy, consoleHost, "/v1/api/me", me)).status).toBe(403);
    });

    test("removes forged identity headers and the key", async () => {
      const secret = await generate({});
      const names = [
        "X-Key-Id",
        "X-Team-Id",
        "X-Owner-Id",
        "X-Environment",
        "X-External-Id",
        "X-Permissions",
      ];
      const forged = names.flatMap((header) => [
        ...[header, "forged"],
        ...[header.toLowerCase(), "forged"],
        ...[header.replaceAll("-", "_"), "forged"],
      ]);
      const odd = ["X-Forwarded-Proto", "http", "X-Forwarded-Host", "evil.example"];
      const accepted = await sendRequest({ headers: [...bearer(secret), ...forged, ...odd] });
      expect(accepted.status).toBe(200);
      const identity = await readIdentity(running, teamId, secret);
      const { headers, byName } = readSeen();
      expect(JSON.stringify(headers)).not.toContain("forged");
      expect(JSON.stringify(headers)).not.toContain(secret);
      expect(byName).not.toHaveProperty("authorization");
      expect(byName["x-forwarded-proto"]).toBe("https");
      for (const header of identityHeaders) expect(byName[header] ?? "").toBe(identity[header]);
      orders.seen.length = 0;
      expect((await sendRequest({ headers: forged })).status).toBe(401);
      expect(orders.seen).toEqual([]);
    });

    test("keeps the identity headers when the client lists them in Connection", async () => {
      const secret = await generate({});
      const listed = ["Connection", "close, X-Key-Id, X-Permissions, X-Forwarded-For"];
      expect((await sendRequest({ headers: [...bearer(secret), ...listed] })).status).toBe(200);
      const { "x-key-id": keyId, "x-permissions": permissions } = readSeen().byName;
      expect({ keyId, permissions }).toEqual({
        keyId: expect.stringMatching(/^key_/),
        permissions: "orders:read",
      });
    });

    test("accepts 20 kB of cookies", async () => {
      const cookies = Array.from({ length: 20 }, (_, index) => `c${index}=${"x".repeat(1_000)}`).join("; ");
      const secret = await generate({});
      expect((await sendRequest({ headers: [...bearer(secret), "Cookie", cookies] })).status).toBe(200);
      expect(readSeen().byName.cookie).toBe(cookies);
    });

    test("accepts a POST body with and without a length", async () => {
      const secret = await generate({});
      const body = JSON.stringify({ text: "order ".repeat(20_000) });
      for (const isChunked of [false, true]) {
        orders.seen.length = 0;
        const headers = [...bearer(secret), "Content-Type", "application/json"];
        expect((await sendRequest({ method: "POST", headers, body, isChunked })).status).toBe(200);
        expect(readSeen()).toMatchObject({ method: "POST", body });
      }
      orders.seen.length = 0;
      expect((await sendRequest({ method: "POST", headers: bearer("be_nonsense"), body })).status).toBe(401);
      expect(orders.seen).toEqual([]);
    });

    test("passes a browser's preflight but not requests that only resemble one", async () => {
      const origin = ["Origin", "https://app.example.com"];
      const preflight = [...origin, "Access-Control-Request-Method", "POST"];
      const passed = await sendRequest({
        method: "OPTIONS",
        headers: [...preflight, "X-Owner-Id", "forged"],
      });
      expect(passed.status).toBe(204);
      expect(passed.headers["access-control-allow-origin"]).toBe("*");
      const { byName } = readSeen();
      for (const header of identityHeaders) expect(byName[header] ?? "").toBe("");
      orders.seen.length = 0;
      expect((await sendRequest({ method: "OPTIONS" })).status).toBe(401);
      expect((await sendRequest({ method: "OPTIONS", headers: origin })).status).toBe(401);
      expect((await sendRequest({ headers: preflight })).status).toBe(401);
      const tricky = [...origin, "Access-Control-Request-Method", "OPTIONS POST x"];
      expect((await sendRequest({ headers: tricky })).status).toBe(401);
      expect(orders.seen).toEqual([]);
    });

    test("forwards requests to a FHIR server, whose links lead back through the proxy", async () => {
      const { proxy } = getProxy(name);
      const ask = (path: string, sent: Sent = {}) =>
        send(proxy, consoleHost, path, {
          ...sent,
          headers: [...bearer(hospital.secret), ...(sent.headers ?? [])],
        });
      const found = await ask(`${hospital.path}/Observation?_count=2`);
      expect(found.status, found.body).toBe(200);
      const bundle = JSON.parse(found.body);
      const { url: next } = bundle.link.find(({ relation }: { relation: string }) => relation === "next");
      const base = `https://${consoleHost}${hospital.path}`;
      expect(next.startsWith(`${base}/?_cursor=`), next).toBe(true);
      expect(bundle.entry[0].fullUrl.startsWith(`${base}/Observation/`)).toBe(true);
      expect(found.body).not.toContain(hospital.engine.baseUrl);
      const page = await ask(next.slice(`https://${consoleHost}`.length));
      expect([page.status, JSON.parse(page.body).entry.length]).toEqual([200, 2]);
      const read = await ask(`${hospital.path}/Observation/o1`);
      expect([read.status, JSON.parse(read.body).id]).toEqual([200, "o1"]);
      expect(read.headers["content-security-policy"]).toBe("sandbox; default-src 'none'");
      const form = ["Content-Type", "application/x-www-form-urlencoded"];
      const body = "_count=1";
      const searched = await ask(`${hospital.path}/Observation/_search`, {
        method: "POST",
        headers: form,
        body,
      });
      expect(searched.status, searched.body).toBe(200);
    });

    test("lets pages of any origin find the gateway and use it", async () => {
      const { proxy } = getProxy(name);
      const origin = ["Origin", "https://app.example.com"];
      const asked = [...origin, "Access-Control-Request-Method", "GET"];
      const preflight = await send(proxy, consoleHost, `${hospital.path}/Observation`, {
        method: "OPTIONS",
        headers: [...asked, "Access-Control-Request-Headers", "authorization"],
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers["access-control-allow-origin"]).toBe("*");
      expect(preflight.headers["access-control-allow-headers"]).toContain("Authorization");
      const metadata = await send(proxy, consoleHost, `${hospital.path}/metadata`, { headers: origin });
      expect(metadata.status, metadata.body).toBe(200);
      expect(metadata.headers["access-control-allow-origin"]).toBe("*");
      expect(metadata.body).toContain(`https://${consoleHost}/oauth/token`);
      expect(metadata.body).not.toContain(hospital.engine.baseUrl);
      const path = `${hospital.path}/.well-known/smart-configuration`;
      const smart = JSON.parse((await send(proxy, consoleHost, path, { headers: origin })).body);
      expect(smart.token_endpoint).toBe(`https://${consoleHost}/oauth/token`);
      expect(smart.authorization_endpoint).toBe(`https://${consoleHost}/oauth/authorize`);
    });

    test("shows the gateway each client's own address, whatever the client says", async () => {
      const { proxy } = getProxy(name);
      const { path, createKey } = hospital;
      const secret = await createKey(["127.0.0.4"]);
      const ask = (from: string, headers: string[] = []) =>
        send(proxy, consoleHost, `${path}/Observation/o1`, {
          headers: [...bearer(secret), ...headers],
          from,
        });
      expect((await ask("127.0.0.4")).status).toBe(200);
      expect((await ask("127.0.0.5", ["X-Forwarded-For", "127.0.0.4"])).status).toBe(403);
    });

    test("protects every path of the service and exposes no verification endpoint", async () => {
      for (const path of ["/orders/", "/orders/%2e%2e/orders/7", "/orders//7"]) {
        expect((await sendRequest({}, path)).status, path).toBe(401);
      }
      for (const path of ["/", "/byteengine-key", "/v1/api/auth?team=x"]) {
        expect((await sendRequest({}, path)).status, path).toBe(404);
      }
      expect(orders.seen).toEqual([]);
    });
  });
}

test.describe("proxies that the tests can't start", () => {
  /** Sends what the proxy would: the listed client headers and its own headers. */
  async function sendAs(target: string, listed: readonly string[], secret: string | null) {
    const client = { "x-api-key": secret ?? "", cookie: "a=b", "x-owner-id": "forged", "user-agent": "curl" };
    const own = { "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https" };
    const isSent = (name: string) => listed.includes(name) && (name !== "x-api-key" || secret !== null);
    const headers = Object.entries(client).filter(([name]) => isSent(name));
    return fetch(target, { headers: { ...Object.fromEntries(headers), ...own } });
  }

  async function expectAnswers(target: string, listed: unknown) {
    const { proxy, cookie } = getProxy("nginx");
    const generate = (permission: string) =>
      generateKey(proxy, cookie, { name: "Reader", permissions: [permission] });
    const names = toNames(listed);
    expect(names).toEqual(expect.arrayContaining(["authorization", "x-api-key"]));
    expect(names).not.toContain("cookie");
    const accepted = await sendAs(target, names, await generate("orders:read"));
    expect(accepted.status).toBe(200);
    expect(accepted.headers.get("x-team-id")).toBe(teamId);
    expect((await sendAs(target, names, await generate("keys:read"))).status).toBe(403);
    expect((await sendAs(target, names, null)).status).toBe(401);
  }

  const toNames = (list: unknown): string[] =>
    (Array.isArray(list) ? list : []).map((item) => String(item.exact ?? item.remove ?? item).toLowerCase());
  const readRecipes = () =>
    readYamlRecipes({
      consolePort: Number(new URL(running.origin).port),
      ordersPort: orders.port,
      teamId,
      directory: "",
    });

  test("Traefik's recipe sends a valid verification request and sets every identity header", async () => {
    const { traefik } = await readRecipes();
    const [address] = findAll(traefik, "address");
    await expectAnswers(String(address), findAll(traefik, "authRequestHeaders")[0]);
    expect(toNames(findAll(traefik, "authResponseHeaders")[0])).toEqual(identityHeaders);
    const removed = findAll(traefik, "customRequestHeaders").map((headers) =>
      toNames(Object.keys(Object(headers))),
    );
    expect(removed).toEqual([["authorization", "x-api-key"], identityHeaders]);
  });

  test("Envoy's recipe sends a valid verification request and sets every identity header", async () => {
    const { envoy } = await readRecipes();
    const target = running.origin + String(findAll(envoy, "path_prefix")[0]);
    const [allowed, upstream] = findAll(envoy, "patterns");
    await expectAnswers(`${target}/orders/7?team=x&deny=1`, allowed);
    expect(toNames(allowed)).toEqual(expect.arrayContaining(["x-forwarded-for", "x-forwarded-proto"]));
    expect(toNames(upstream)).toEqual(identityHeaders);
    expect(toNames(findAll(envoy, "mutations")[0])).toEqual(identityHeaders);
    expect(findAll(envoy, "request_headers_to_remove")).toEqual([["authorization", "x-api-key"]]);
  });

  test("the Gateway API's recipe sends a valid verification request and sets every identity header", async () => {
    const { gateway } = await readRecipes();
    const path = findAll(gateway, "path").find((value) => typeof value === "string");
    const [sent] = findAll(gateway, "headersToExtAuth");
    await expectAnswers(`${running.origin}${path}/orders/7?team=x&deny=1`, sent);
    expect(toNames(sent)).toEqual(expect.arrayContaining(["x-forwarded-for", "x-forwarded-proto"]));
    expect(toNames(findAll(gateway, "headersToBackend")[0])).toEqual(identityHeaders);
    const removed = findAll(gateway, "remove").map(toNames);
    expect(removed).toEqual([
      ["authorization", "x-api-key"],
      ["authorization", "x-api-key"],
      identityHeaders,
    ]);
  });
});

test("every proxy rejects requests with 503 while the console is down", async () => {
  const { proxy, cookie } = getProxy("nginx");
  const secret = await generateKey(proxy, cookie, { name: "Reader", permissions: ["orders:read"] });
  await running.stop();
  for (const name of proxyNames) {
    const rejected = await send(getProxy(name).proxy, "api.example.com", "/orders/7", {
      headers: bearer(secret),
    });
    expect(rejected, name).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(readError(rejected)).toMatchObject({ error: { code: "service_unavailable" } });
  }
  expect(orders.seen).toEqual([]);
  expect(running.readOutput()).not.toContain(secret);
});
