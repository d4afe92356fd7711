import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import {
  callGateway,
  type GatewayWorld,
  insertCredential,
  insertDataKey,
  insertGatewayServer,
  startGatewayWorld,
} from "#e2e/support/fhir/gateway-world.ts";
import {
  type RecordingUpstream,
  sendJson,
  startRecordingUpstream,
} from "#e2e/support/fhir/recording-upstream.ts";
import {
  createBackendKey,
  startTokenEndpoint,
  type TokenEndpoint,
} from "#e2e/support/fhir/token-endpoint.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import type { CredentialSecret } from "#lib/services/fhir-servers/gateway/credential-box.ts";

let database: Database;
let world: GatewayWorld;
let upstream: RecordingUpstream;
let key: string;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startGatewayWorld(database);
  upstream = await startRecordingUpstream();
  key = (await insertDataKey(database, world.team)).secret;
});

afterAll(async () => {
  await world.stop();
  await upstream.close();
  await database.close();
});

beforeEach(() => {
  upstream.clear();
  upstream.answerWith(sendJson({ resourceType: "Observation", id: "o1" }));
});

function read(server: { id: string }): Promise<Response> {
  const base = getFhirBaseUrl(world.runtime.config, server.id);
  return callGateway(`${base}/Observation/o1`, { credential: key });
}

function listAuthorizations() {
  return upstream.received.map(({ headers }) => headers.authorization);
}

describe("the server's credential", () => {
  test.each<[string, CredentialSecret, string]>([
    ["a token", { kind: "bearer", token: "ward-token" }, "Bearer ward-token"],
    [
      "a name and a password",
      { kind: "basic", username: "console", password: "pass:wörd" },
      `Basic ${Buffer.from("console:pass:wörd").toString("base64")}`,
    ],
  ])("is %s", async (_name, secret, authorization) => {
    const server = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
    await insertCredential(world.runtime, server, secret);
    expect((await read(server)).status).toBe(200);
    expect(listAuthorizations()).toEqual([authorization]);
    expect(JSON.stringify(upstream.received)).not.toContain(key);
  });

  test("is never sent to another base URL than the one it was set for", async () => {
    const server = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
    await insertCredential(
      world.runtime,
      { id: server.id, baseUrl: "https://fhir.example.com" },
      { kind: "bearer", token: "t" },
    );
    const response = await read(server);
    expect([response.status, (await response.json()).error.message]).toEqual([
      502,
      "The FHIR server's credential can't be used any more. An admin has to set it again",
    ]);
    expect(upstream.received).toEqual([]);
  });
});

describe("SMART backend services", () => {
  const backendKey = createBackendKey();
  let endpoint: TokenEndpoint;

  beforeEach(async () => {
    endpoint = await startTokenEndpoint("byteengine", backendKey);
  });
  afterEach(() => endpoint.close());

  async function insertBackendServer(fields: { tokenUrl?: string | null } = {}) {
    const server = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
    const { privateKey, publicKey } = backendKey;
    await insertCredential(
      world.runtime,
      server,
      { kind: "backend-services", privateKey },
      { clientId: "byteengine", scopes: "system/*.cruds", publicKey, tokenUrl: endpoint.url, ...fields },
    );
    return server;
  }

  test("get one token for many requests at once, with a signed assertion", async () => {
    const server = await insertBackendServer();
    const responses = await Promise.all(Array.from({ length: 20 }, () => read(server)));
    expect(responses.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(listAuthorizations())).toEqual(new Set(["Bearer token-1"]));
    expect(endpoint.requests).toHaveLength(1);
    const { form, claims } = endpoint.requests[0] ?? { form: {}, claims: {} };
    expect(form).toMatchObject({
      grant_type: "client_credentials",
      scope: "system/*.cruds",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    });
    expect(claims).toMatchObject({
      iss: "byteengine",
      sub: "byteengine",
      aud: endpoint.url,
      jti: expect.any(String),
    });
    expect(Number(claims.exp) - Date.now() / 1000).toBeLessThanOrEqual(300);
  });

  test("find the token endpoint in the server's SMART configuration", async () => {
    const server = await insertBackendServer({ tokenUrl: null });
    upstream.answerWith((request, response) => {
      const isConfiguration = request.url === "/r4/.well-known/smart-configuration";
      const body = isConfiguration
        ? { token_endpoint: endpoint.url }
        : { resourceType: "Observation", id: "o1" };
      return sendJson(body)(request, response);
    });
    expect((await read(server)).status).toBe(200);
    expect(listAuthorizations()).toEqual([undefined, "Bearer token-1"]);
  });

  test("request another token shortly before one expires", async () => {
    const server = await insertBackendServer();
    endpoint.answerWith((number, response) => {
      const body = { access_token: `token-${number}`, token_type: "Bearer", expires_in: 0.4 };
      response.writeHead(200).end(JSON.stringify(body));
    });
    await read(server);
    await wait(250);
    await read(server);
    expect(listAuthorizations()).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  test("request another token once if the server refuses one", async () => {
    const server = await insertBackendServer();
    upstream.answerWith((request, response) => {
      const isNew = request.headers.authorization === "Bearer token-2";
      return sendJson({ resourceType: "Observation", id: "o1" }, { status: isNew ? 200 : 401 })(
        request,
        response,
      );
    });
    expect((await read(server)).status).toBe(200);
    expect(listAuthorizations()).toEqual(["Bearer token-1", "Bearer token-2"]);
    upstream.clear();
    upstream.answerWith(sendJson({}, { status: 401 }));
    const refused = await read(server);
    expect([refused.status, (await refused.json()).error.message]).toEqual([
      502,
      "The FHIR server refused the console's credential (status 401)",
    ]);
    expect(upstream.received).toHaveLength(2);
  });

  test.each<[string, (endpoint: TokenEndpoint) => void]>([
    [
      "refuses",
      ({ answerWith }) =>
        answerWith((_n, response) => response.writeHead(400).end('{"error":"invalid_client"}')),
    ],
    [
      "redirects",
      ({ answerWith }) => answerWith((_n, response) => response.writeHead(302, { Location: "/jwks" }).end()),
    ],
    [
      "answers in another form",
      ({ answerWith }) => answerWith((_n, response) => response.writeHead(200).end("<p>")),
    ],
    [
      "issues another kind of token",
      ({ answerWith }) =>
        answerWith((_n, response) => response.writeHead(200).end('{"access_token":"a","token_type":"mac"}')),
    ],
    [
      "issues a token that would add headers",
      ({ answerWith }) =>
        answerWith((_n, response) =>
          response.writeHead(200).end(JSON.stringify({ access_token: "a\r\nX: y", token_type: "Bearer" })),
        ),
    ],
  ])("send nothing if the token endpoint %s", async (_name, prepare) => {
    const server = await insertBackendServer();
    prepare(endpoint);
    const refused = await read(server);
    expect([refused.status, (await refused.json()).error.code]).toEqual([502, "bad_gateway"]);
    expect(upstream.received).toEqual([]);
  });
});
