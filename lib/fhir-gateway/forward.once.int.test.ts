import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import {
  callGateway,
  type GatewayRequest,
  type GatewayWorld,
  insertDataKey,
  insertGatewayServer,
  insertToken,
  startGatewayWorld,
} from "#e2e/support/fhir/gateway-world.ts";
import {
  type ReceivedRequest,
  type RecordingUpstream,
  sendJson,
  startRecordingUpstream,
} from "#e2e/support/fhir/recording-upstream.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";

let database: Database;
let world: GatewayWorld;
let upstream: RecordingUpstream;
let server: { id: string; baseUrl: string };
let base: string;
let key: string;
let token: string;

const observation = { resourceType: "Observation", id: "o1", status: "final" };

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startGatewayWorld(database);
  upstream = await startRecordingUpstream();
  server = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
  base = getFhirBaseUrl(world.runtime.config, server.id);
  key = (await insertDataKey(database, world.team)).secret;
  token = (await insertToken(database, world.team, ["system/Observation.cruds"])).token;
});

afterAll(async () => {
  await world.stop();
  await upstream.close();
  await database.close();
});

beforeEach(() => {
  upstream.clear();
  upstream.answerWith(sendJson(observation));
});

function send(below: string, request: GatewayRequest = {}) {
  return callGateway(base + below, { credential: key, ...request });
}

describe("a request that is allowed", () => {
  test("reaches the server with listed headers only, and the response comes back", async () => {
    upstream.answerWith(
      sendJson(observation, {
        headers: {
          ETag: 'W/"3"',
          "Last-Modified": "Mon, 30 Nov 2026 10:00:00 GMT",
          "Set-Cookie": "a=b",
          "X-Internal": "ward-7",
          Location: `${upstream.base}/Observation/o1/_history/3`,
        },
      }),
    );
    const response = await send("/Observation/o1", {
      headers: {
        "x-forwarded-host": "evil.example",
        "if-none-match": 'W/"2"',
        accept: "text/html",
        cookie: "a=b",
      },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(observation);
    expect(upstream.received).toHaveLength(1);
    const [{ method, url, headers }] = upstream.received as [ReceivedRequest];
    expect([method, url]).toEqual(["GET", "/r4/Observation/o1"]);
    expect(Object.keys(headers).sort()).toEqual([
      ...["accept", "accept-encoding", "connection", "host", "if-none-match", "user-agent", "x-request-id"],
    ]);
    expect(headers.accept).toBe("application/fhir+json");
    expect(headers["x-request-id"]).toBe(response.headers.get("x-request-id"));
    const names = Object.fromEntries(response.headers);
    expect(names).toMatchObject({
      "content-type": "application/fhir+json; charset=utf-8",
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      etag: 'W/"3"',
      location: `${base}/Observation/o1/_history/3`,
      "x-ratelimit-limit": "1000",
    });
    expect(names).not.toHaveProperty("set-cookie");
    expect(names).not.toHaveProperty("x-internal");
  });

  test("keeps connections open", async () => {
    await send("/Observation/o1").then((response) => response.text());
    const before = upstream.countConnections();
    for (let i = 0; i < 5; i++) await send("/Observation/o1").then((response) => response.text());
    expect(upstream.countConnections()).toBe(before);
  });

  test.each([
    ["GET", "/Observation/o1", "/r4/Observation/o1"],
    ["HEAD", "/Observation/o1", "/r4/Observation/o1"],
    ["GET", "/Observation/o1/_history/2", "/r4/Observation/o1/_history/2"],
    ["GET", "/Observation/o1?_format=json&_pretty=true&_summary=text", "/r4/Observation/o1?_summary=text"],
  ])("%s %s", async (method, below, url) => {
    const response = await send(below, { method, credential: token });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(method === "HEAD" ? "" : JSON.stringify(observation));
    expect(upstream.received.map((request) => request.url)).toEqual([url]);
  });

  test("writes with the body changed to the server's address, and numbers as they were", async () => {
    upstream.answerWith(
      sendJson('{"resourceType":"Observation","valueQuantity":{"value":1.00}}', { status: 201 }),
    );
    const body = `{"resourceType":"Observation","subject":{"reference":"${base}/Patient/1"},"valueQuantity":{"value":1.50}}`;
    const response = await send("/Observation", {
      method: "POST",
      body,
      headers: { prefer: "return=representation, respond-async", "if-none-exist": "identifier=a|b" },
    });
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('{"resourceType":"Observation","valueQuantity":{"value":1.00}}');
    const [request] = upstream.received;
    expect(request?.body).toBe(body.replace(base, upstream.base));
    expect(request?.headers).toMatchObject({
      "content-type": "application/fhir+json",
      "if-none-exist": "identifier=a%7Cb",
      prefer: "return=representation",
    });
  });

  test("searches by form", async () => {
    upstream.answerWith(
      sendJson({ resourceType: "Bundle", type: "searchset", entry: [{ resource: observation }] }),
    );
    const response = await send("/Observation/_search", {
      method: "POST",
      body: "code=1234&_format=json",
      credential: token,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(response.status).toBe(200);
    expect(upstream.received[0]).toMatchObject({
      method: "POST",
      url: "/r4/Observation/_search",
      body: "code=1234",
    });
  });
});
