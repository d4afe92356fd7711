import type { Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertDataKey, insertGatewayServer } from "#e2e/support/fhir/gateway-world.ts";
import {
  type RecordingUpstream,
  sendJson,
  startRecordingUpstream,
} from "#e2e/support/fhir/recording-upstream.ts";
import { sendRequest } from "#e2e/support/servers/send-request.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createHttpServer, listen } from "../http/http-server.ts";
import { createListener } from "../listener.ts";

let database: Database;
let runtime: Runtime;
let upstream: RecordingUpstream;
let secret: string;
let path: string;
let servers: Server[] = [];
const logged: string[] = [];

const statement = {
  resourceType: "CapabilityStatement",
  fhirVersion: "4.0.1",
  format: ["xml", "json"],
  rest: [{ mode: "server", security: { description: "ask the ward" }, resource: [{ type: "Patient" }] }],
};

beforeAll(async () => {
  database = await openTestDatabase();
  const logger = createLogger({ level: "debug", destination: { write: (line) => void logged.push(line) } });
  runtime = { ...createTestRuntime(database, { fhirAllowLoopback: true }), logger };
  upstream = await startRecordingUpstream();
  const team = await insertTeam(database);
  ({ secret } = await insertDataKey(database, team));
  const { id } = await insertGatewayServer(database, team, { baseUrl: upstream.base });
  path = `/fhir/servers/${id}/fhir`;
});

beforeEach(() => {
  upstream.clear();
  upstream.answerWith((request, response) => {
    const isMetadata = request.url === "/r4/metadata";
    return sendJson(isMetadata ? statement : { resourceType: "Patient", id: "p1" })(request, response);
  });
});

afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
});

afterAll(async () => {
  setRuntime(undefined);
  await upstream.close();
  await runtime.close();
  await database.close();
});

/** Starts a console with these settings, and returns a function that sends it a request below the server's base URL. */
async function start(settings: Partial<Config> = {}, at = path) {
  const own = { ...runtime, config: { ...runtime.config, ...settings } };
  setRuntime(own);
  const server = createHttpServer(
    own.config,
    createListener(own, () => null),
  );
  servers.push(server);
  await listen(server, { host: "127.0.0.1", port: 0 });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  const origin = `http://127.0.0.1:${address.port}`;
  return (below: string, headers: Record<string, string> = {}, method = "GET") =>
    sendRequest(origin, { path: at + below, method, headers, body: null });
}

const withKey = () => ({ authorization: `Bearer ${secret}` });

describe("public documents", () => {
  test("say where and how to get tokens, to anyone on any page", async () => {
    const send = await start({ publicOrigin: "https://console.example.com" });
    const headers = { host: "console.example.com", origin: "https://evil.example" };
    const answer = await send("/.well-known/smart-configuration", headers);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "access-control-allow-origin": "*",
      "x-ratelimit-limit": "1000",
    });
    expect(JSON.parse(answer.text)).toMatchObject({
      token_endpoint: "https://console.example.com/oauth/token",
      grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
      capabilities: expect.arrayContaining(["client-confidential-asymmetric", "permission-v2"]),
      code_challenge_methods_supported: ["S256"],
    });
    expect(upstream.received).toEqual([]);
  });

  test("include the server's statement, at the console's address, which is read once a minute", async () => {
    const send = await start({ publicOrigin: "https://console.example.com" });
    const headers = { host: "console.example.com" };
    const answers = [await send("/metadata", headers), await send("/metadata?_format=xml", headers)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(JSON.parse(answers[0]?.text ?? "")).toEqual({
      resourceType: "CapabilityStatement",
      fhirVersion: "4.0.1",
      format: ["application/fhir+json", "json"],
      patchFormat: ["application/json-patch+json"],
      implementation: {
        description: "A FHIR server behind ByteEngine Console",
        url: `https://console.example.com/v1/api${path}`,
      },
      rest: [
        {
          mode: "server",
          resource: [{ type: "Patient" }],
          security: {
            extension: [
              {
                url: "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
                extension: [{ url: "token", valueUri: "https://console.example.com/oauth/token" }],
              },
            ],
            service: [{ coding: [expect.objectContaining({ code: "SMART-on-FHIR" })] }],
          },
        },
      ],
    });
    expect(upstream.received.map(({ url }) => url)).toEqual(["/r4/metadata"]);
    expect(answers[0]?.headers["content-security-policy"]).toBe("sandbox; default-src 'none'");
  });

  test("are 404 for a server that has no gateway, 405 for other methods, and 502 without a statement", async () => {
    const off = await insertGatewayServer(database, await insertTeam(database), {
      baseUrl: `${upstream.base}/x`,
      gatewayBaseUrl: null,
    });
    const sendToOff = await start({}, `/fhir/servers/${off.id}/fhir`);
    expect((await sendToOff("/metadata")).status).toBe(404);
    const send = await start();
    expect((await send("/metadata", {}, "DELETE")).status).toBe(405);
    upstream.answerWith(sendJson({ resourceType: "Patient" }));
    expect((await send("/metadata")).status).toBe(502);
  });
});

describe("pages of any origin", () => {
  const origin = "https://app.example.com";

  test("can send what FHIR needs, which counts toward their IP address", async () => {
    const send = await start();
    for (const below of ["/Patient/p1", "/metadata"]) {
      const headers = { origin, "access-control-request-method": "PUT" };
      const preflight = await send(below, headers, "OPTIONS");
      expect(preflight.status).toBe(204);
      expect(preflight.headers["access-control-allow-origin"]).toBe("*");
      expect(preflight.headers["access-control-allow-methods"]).toContain("PUT");
      for (const name of ["Authorization", "Content-Type", "Accept", "Prefer", "If-Match", "If-None-Exist"]) {
        expect(preflight.headers["access-control-allow-headers"]).toContain(name);
      }
      expect(Number(preflight.headers["x-ratelimit-remaining"])).toBeLessThan(
        Number(preflight.headers["x-ratelimit-limit"]),
      );
    }
    expect(upstream.received).toEqual([]);
  });

  test("read every response, and nothing with a cookie", async () => {
    const send = await start();
    const read = await send("/Patient/p1", { ...withKey(), origin });
    const refused = await send("/Patient/p1", { origin, cookie: "next-auth.session-token=x" });
    const wrong = await send("/Patient/p1/x", { ...withKey(), origin });
    expect([read.status, refused.status, wrong.status]).toEqual([200, 401, 404]);
    for (const { headers } of [read, refused, wrong]) {
      expect(headers["access-control-allow-origin"]).toBe("*");
      for (const name of [
        "ETag",
        "Location",
        "Last-Modified",
        "X-Request-Id",
        "RateLimit",
        "WWW-Authenticate",
      ]) {
        expect(headers["access-control-expose-headers"]).toContain(name);
      }
      expect(headers).not.toHaveProperty("access-control-allow-credentials");
    }
    expect((await send("/Patient/p1", withKey())).headers).toMatchObject({
      "access-control-allow-origin": "*",
    });
  });

  test("a request with OPTIONS that isn't a preflight needs a credential", async () => {
    const send = await start();
    expect((await send("/Patient/p1", { origin }, "OPTIONS")).status).toBe(401);
  });
});

describe("transport", () => {
  test("a credential sent unencrypted is refused behind https", async () => {
    const send = await start({ publicOrigin: "https://console.example.com" });
    const plain = await send("/Patient/p1", { ...withKey(), host: "console.example.com" });
    expect([plain.status, JSON.parse(plain.text).error.message]).toEqual([
      400,
      expect.stringContaining("HTTPS only"),
    ]);
    expect(upstream.received).toEqual([]);
  });

  test("a program can use any name of the console, and a browser can't", async () => {
    const send = await start();
    expect((await send("/Patient/p1", { ...withKey(), host: "console.internal" })).status).toBe(200);
    expect((await send("/Patient/p1", { host: "console.internal" })).status).toBe(400);
  });

  test("a key is accepted in X-API-Key, too, and two keys are not", async () => {
    const send = await start();
    expect((await send("/Patient/p1", { "x-api-key": secret })).status).toBe(200);
    expect((await send("/Patient/p1", { ...withKey(), "x-api-key": createSecret() })).status).toBe(400);
  });

  test("HEAD has no content, and a disguised path doesn't reach the gateway", async () => {
    const send = await start();
    const head = await send("/Patient/p1", withKey(), "HEAD");
    expect([head.status, head.text]).toEqual([200, ""]);
    upstream.clear();
    for (const below of [
      "/../fhir/Patient/p1",
      "/x/../Patient/p1",
      "//Patient/p1",
      "/%50atient/p1",
      "/Patient/p1/",
    ]) {
      expect((await send(below, withKey())).status).toBe(404);
    }
    expect(upstream.received).toEqual([]);
  });

  test("a process that serves only the API has no gateway", async () => {
    const send = await start({ serve: "api" });
    expect((await send("/Patient/p1", withKey())).status).toBe(404);
    expect((await send("/metadata")).status).toBe(404);
  });
});

test("no log contains an id, a query, a body or a credential, at any level", async () => {
  const send = await start();
  const canary = "canary7f3a";
  logged.length = 0;
  const answers: Parameters<typeof sendJson>[] = [
    [{ resourceType: "Patient", id: canary }],
    [`{"${canary}`, {}],
    [{ resourceType: "Observation", id: canary }, { status: 500 }],
    [{ resourceType: "OperationOutcome", issue: [{ diagnostics: canary }] }, { status: 422 }],
    [{ resourceType: "Patient" }, { status: 302, headers: { Location: `/${canary}` } }],
  ];
  const requests: [string, string][] = [
    ["GET", `/Patient/${canary}`],
    ["GET", `/Patient?name=${canary}`],
    ["DELETE", `/Patient/${canary}`],
    ["GET", `/Patient/${canary}/_history/${canary}`],
    ["GET", `/${canary}/${canary}`],
    ["GET", `/Canary${"x".repeat(3)}/${canary}`],
    ["GET", `/Patient/${canary}/$${canary}`],
    ["GET", `//Patient/${canary}`],
    ["GET", `/../fhir/Patient/${canary}`],
    ["GET", `/?_cursor=${canary}`],
    ["TRACE", `/Patient/${canary}`],
  ];
  for (const answer of answers) {
    upstream.answerWith(sendJson(...answer));
    for (const [method, below] of requests) await send(below, withKey(), method);
  }
  const all = logged.join("");
  expect(all).toContain("/fhir/Patient/{id}");
  expect(all).not.toMatch(/canary/i);
  expect(all).not.toContain(secret);
});
