import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
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
  type RecordingUpstream,
  sendJson,
  startRecordingUpstream,
} from "#e2e/support/fhir/recording-upstream.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";

let database: Database;
let world: GatewayWorld;
let upstream: RecordingUpstream;
let server: { id: string; baseUrl: string };
let base: string;
let key: string;
let tokens: Record<string, string>;

const observation = { resourceType: "Observation", status: "final" };

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startGatewayWorld(database);
  upstream = await startRecordingUpstream();
  server = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
  base = getFhirBaseUrl(world.runtime.config, server.id);
  key = (await insertDataKey(database, world.team)).secret;
  const scopes = {
    reader: ["system/Observation.rs"],
    finder: ["system/Observation.s"],
    writer: ["system/Observation.cu"],
    allReader: ["system/*.rs"],
    all: ["system/*.cruds"],
    other: ["system/Patient.cruds", "workers:read"],
    user: ["user/*.cruds"],
  };
  tokens = {};
  for (const [name, list] of Object.entries(scopes)) {
    tokens[name] = (await insertToken(database, world.team, list)).token;
  }
});

afterAll(async () => {
  await world.stop();
  await upstream.close();
  await database.close();
});

beforeEach(() => {
  upstream.clear();
  upstream.answerWith(sendJson({ resourceType: "Bundle", type: "searchset" }));
});

function send(below: string, request: GatewayRequest = {}) {
  return callGateway(base + below, { credential: key, ...request });
}

/** The status and the code of an error, after a check of its form and of what reached the server. */
async function refuse(below: string, request: GatewayRequest = {}) {
  const response = await send(below, request);
  const text = await response.text();
  expect(upstream.received).toEqual([]);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(response.headers.get("x-request-id")).toMatch(/^req_/);
  expect(response.headers.get("x-ratelimit-limit")).toMatch(/^\d+$/);
  const { error } = JSON.parse(text);
  return { status: response.status, code: error.code, message: error.message, headers: response.headers };
}

describe("without a valid credential", () => {
  test.each<[string, () => GatewayRequest]>([
    ["none", () => ({ credential: null })],
    ["an unknown key", () => ({ credential: createSecret() })],
    ["another text", () => ({ credential: "x" })],
    ["a cookie", () => ({ credential: null, headers: { cookie: "next-auth.session-token=x" } })],
  ])("%s is 401, also for a server that does not exist", async (_name, request) => {
    const refused = await refuse("/Observation/1", request());
    expect(refused).toMatchObject({
      status: 401,
      code: "unauthorized",
      message: "Invalid or missing API key",
    });
    expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer realm="byteengine"/);
    const unknown = base.replace(server.id, "srv_00000000000000000000000000");
    const other = await callGateway(`${unknown}/Observation/1`, request());
    expect([other.status, await other.json()]).toEqual([
      401,
      { error: { code: "unauthorized", message: refused.message } },
    ]);
  });

  test("a key in the query is 400 and in no answer", async () => {
    expect(await refuse(`/Observation?x=${key}`)).toMatchObject({ status: 400, code: "invalid_request" });
  });
});

describe("a server that the caller can't use", () => {
  test.each<[string, () => Promise<string>]>([
    ["an unknown one", async () => "srv_00000000000000000000000000"],
    ["another text", async () => "x"],
    [
      "one whose gateway is off",
      async () =>
        (await insertGatewayServer(database, world.team, { baseUrl: upstream.base, gatewayBaseUrl: null }))
          .id,
    ],
    [
      "one with another base URL since then",
      async () =>
        (
          await insertGatewayServer(database, world.team, {
            baseUrl: upstream.base,
            gatewayBaseUrl: "http://old",
          })
        ).id,
    ],
    [
      "a deleted one",
      async () =>
        (await insertGatewayServer(database, world.team, { baseUrl: upstream.base, deletedAt: new Date() }))
          .id,
    ],
    [
      "one of another team",
      async () =>
        (await insertGatewayServer(database, await insertTeam(database), { baseUrl: upstream.base })).id,
    ],
  ])("%s is 404", async (_name, find) => {
    const address = base.replace(server.id, await find());
    for (const below of ["/Observation/1", "/nonsense/../x", ""]) {
      const response = await callGateway(address + below, { credential: key });
      expect([response.status, (await response.json()).error.code]).toEqual([404, "not_found"]);
    }
    expect(upstream.received).toEqual([]);
  });

  test("one in another environment is 403", async () => {
    const production = await insertGatewayServer(database, world.team, {
      baseUrl: upstream.base,
      environmentId: world.team.environments.production ?? "",
    });
    const response = await callGateway(`${base.replace(server.id, production.id)}/Observation/1`, {
      credential: key,
    });
    expect([response.status, (await response.json()).error.code]).toEqual([403, "forbidden"]);
    expect(response.headers.get("www-authenticate")).toContain("another environment");
  });

  test("one that does not accept keys is 403 for a key, and forwards for an app", async () => {
    const apps = await insertGatewayServer(database, world.team, {
      baseUrl: upstream.base,
      gatewayAllowsKeys: false,
    });
    const address = `${base.replace(server.id, apps.id)}/Observation`;
    const refused = await callGateway(address, { credential: key });
    expect(refused.status).toBe(403);
    expect(refused.headers.get("www-authenticate")).toContain("apps only");
    expect((await callGateway(address, { credential: tokens.reader ?? "" })).status).toBe(200);
  });

  test("one that is not among the key's resources is 403", async () => {
    const limit = (resource: string) =>
      insertDataKey(database, world.team, ["fhir.data:read"], { resources: { create: { resource } } });
    const other = await limit("fhir.servers:srv_00000000000000000000000000");
    expect(await refuse("/Observation", { credential: other.secret })).toMatchObject({ status: 403 });
    const own = await limit(`fhir.servers:${server.id}`);
    expect((await send("/Observation", { credential: own.secret })).status).toBe(200);
  });
});

describe("without the permission", () => {
  test("a key that inherits its owner's permissions is 403", async () => {
    const inheriting = await insertKey(database, world.team);
    const refused = await refuse("/Observation", { credential: inheriting.secret });
    expect(refused).toMatchObject({
      status: 403,
      code: "forbidden",
      message: "Insufficient permissions for this resource",
    });
    expect(refused.headers.get("www-authenticate")).toContain('scope="fhir.data:read"');
  });

  test.each<[string, string, string, string]>([
    ["reader", "PUT", "/Observation/1", "system/Observation.u"],
    ["reader", "POST", "/Observation", "system/Observation.c"],
    ["reader", "DELETE", "/Observation/1", "system/Observation.d"],
    ["reader", "GET", "/Patient/1", "system/Patient.r"],
    ["finder", "GET", "/Observation/1", "system/Observation.r"],
    ["writer", "GET", "/Observation/1", "system/Observation.r"],
    ["writer", "PUT", "/Observation?identifier=1", "system/Observation.s"],
    ["user", "GET", "/Observation/1", "system/Observation.r"],
    ["other", "GET", "/Observation/1", "system/Observation.r"],
  ])("%s gets 403 for %s %s", async (name, method, below, scope) => {
    const body = method === "GET" || method === "DELETE" ? {} : { body: observation };
    const refused = await refuse(below, { method, credential: tokens[name] ?? "", ...body });
    expect(refused).toMatchObject({ status: 403, code: "forbidden" });
    expect(refused.headers.get("www-authenticate")).toContain(`scope="${scope}"`);
  });

  test("a condition in a header needs the search", async () => {
    const headers = { "if-none-exist": "identifier=1" };
    const request = { method: "POST", credential: tokens.writer ?? "", body: observation, headers };
    expect(await refuse("/Observation", request)).toMatchObject({ status: 403 });
  });
});

test.each([
  ["a test in a JSON Patch", [{ op: "test", path: "/status", value: "final" }], "system/Observation.r"],
  [
    "a path to another resource",
    {
      resourceType: "Parameters",
      parameter: [
        { name: "operation", part: [{ name: "path", valueString: "Observation.subject.resolve()" }] },
      ],
    },
    "system/Observation.r",
  ],
])("%s is 403 without reading, and sent on with it", async (_name, body, scope) => {
  const type = Array.isArray(body) ? "application/json-patch+json" : "application/fhir+json";
  const request = { method: "PATCH", body, headers: { "content-type": type } };
  const refused = await refuse("/Observation/1", { ...request, credential: tokens.writer ?? "" });
  expect(refused).toMatchObject({ status: 403 });
  expect(refused.headers.get("www-authenticate")).toContain(`scope="${scope}"`);
  upstream.answerWith(sendJson(observation));
  expect((await send("/Observation/1", request)).status).toBe(200);
});

describe("what reaches other types", () => {
  test.each([
    ["/Observation?_include=Observation:subject", "_include"],
    ["/Observation?_revinclude=Provenance:target", "_revinclude"],
    ["/Observation?_has:Provenance:target:agent=1", "_has"],
    ["/Observation?subject:Patient.name=a", "chaining"],
    ["/Observation?subject.name=a", "chaining"],
    ["/Observation?_sort=subject.name", "_sort"],
    ["/Observation?_filter=x", "_filter"],
    ["/Observation?_query=x", "_query"],
    ["/Observation?_list=x", "_list"],
    ["", "a search of the whole server"],
    ["/?_type=Patient", "a search of the whole server"],
    ["/_history", "the history of the whole server"],
  ])("%s is 403 for one type, and sent on for all", async (below, feature) => {
    const refused = await refuse(below, { credential: tokens.reader ?? "" });
    expect(refused.status).toBe(403);
    const challenge = refused.headers.get("www-authenticate");
    expect(challenge).toContain(`every resource type: ${feature}`);
    expect(challenge).toContain('scope="system/*.rs"');
    expect((await send(below, { credential: tokens.allReader ?? "" })).status).toBe(200);
    expect(upstream.received).toHaveLength(1);
  });

  test("is found in a form, too", async () => {
    const request = {
      method: "POST",
      body: "code=1&_include=Observation:subject",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    };
    const refused = await refuse("/Observation/_search", { ...request, credential: tokens.reader ?? "" });
    expect(refused.headers.get("www-authenticate")).toContain("_include");
  });

  test.each([
    ["POST", "", { resourceType: "Bundle", type: "transaction" }],
    ["POST", "/$export", { resourceType: "Parameters" }],
    ["GET", "/Observation/$lastn", undefined],
    ["GET", "/Observation/1/$everything", undefined],
  ])("%s %s needs everything", async (method, below, body) => {
    for (const name of ["reader", "allReader"]) {
      expect(await refuse(below, { method, body, credential: tokens[name] ?? "" })).toMatchObject({
        status: 403,
      });
    }
    expect((await send(below, { method, body, credential: tokens.all ?? "" })).status).toBe(200);
  });
});

describe("a request that is not known", () => {
  test.each<[string, string, number, string]>([
    ["GET", "/patient", 404, "not_found"],
    ["GET", "/Patient/1/Observation", 404, "not_found"],
    ["GET", "/Patient/%31", 404, "not_found"],
    ["GET", "/Observation?_unknown=1", 400, "invalid_request"],
    ["GET", "/Observation?_format=xml", 400, "invalid_request"],
    ["GET", "/Observation/1?code=1", 400, "invalid_request"],
    ["GET", "/?_cursor=x", 400, "invalid_request"],
    ["DELETE", "/Observation", 400, "invalid_request"],
    ["POST", "/Observation/1", 405, "method_not_allowed"],
    ["OPTIONS", "/Observation/1", 405, "method_not_allowed"],
  ])("%s %s is %i", async (method, below, status, code) => {
    expect(await refuse(below, { method })).toMatchObject({ status, code });
  });

  test("a 405 says which methods there are", async () => {
    const { headers } = await refuse("/Observation/1", { method: "POST" });
    expect(headers.get("allow")).toBe("GET, PUT, PATCH, DELETE, HEAD");
  });

  test.each<[string, string, unknown, string, number]>([
    ["XML", "/Observation", "<Observation/>", "application/fhir+xml", 415],
    ["another charset", "/Observation", "{}", "application/json;charset=latin1", 415],
    ["text", "/Observation", "{}", "text/plain", 415],
    ["no JSON", "/Observation", "{", "application/json", 400],
    ["no resource", "/Observation", "[]", "application/json", 400],
    ["another type", "/Observation", '{"resourceType":"Patient"}', "application/json", 400],
    [
      "the type twice",
      "/Observation",
      '{"resourceType":"Observation","resourceType":"Patient"}',
      "application/json",
      400,
    ],
    ["a list", "", '{"resourceType":"Bundle","type":"searchset"}', "application/json", 400],
    ["JSON in a search", "/Observation/_search", "{}", "application/json", 415],
  ])("%s in a body", async (_name, below, body, type, status) => {
    const request = { method: "POST", body, headers: { "content-type": type } };
    expect(await refuse(below, request)).toMatchObject({ status });
  });

  test.each([
    ["application/json-patch+json", '[{"op":"replace","path":"","value":{}}]', 400],
    ["application/json-patch+json", '[{"op":"replace","path":"/resourceType","value":"Patient"}]', 400],
    ["application/json-patch+json", '[{"op":"replace","path":"resourceType","value":"Patient"}]', 400],
    ["application/json-patch+json", "{}", 400],
    ["application/json", "[]", 415],
    ["application/xml-patch+xml", "<diff/>", 415],
  ])("a patch in %s: %s", async (type, body, status) => {
    const request = { method: "PATCH", body, headers: { "content-type": type } };
    expect(await refuse("/Observation/1", request)).toMatchObject({ status });
  });

  test("a body of more than 16 MiB is 413, announced or not", async () => {
    const body = `{"resourceType":"Observation","x":"${"x".repeat(16 * 1024 * 1024)}"}`;
    const announced = await refuse("/Observation", { method: "POST", body });
    expect(announced).toMatchObject({ status: 413, message: "The request body is larger than 16 MiB" });
  });

  test("a body of 1 MiB is sent on", async () => {
    upstream.answerWith(sendJson(observation, { status: 201 }));
    const body = { ...observation, note: [{ text: "x".repeat(1024 * 1024) }] };
    const response = await send("/Observation", { method: "POST", body });
    expect(response.status).toBe(201);
    expect(JSON.parse(upstream.received[0]?.body ?? "")).toEqual(body);
  });
});

test("limits are the key's own, and a full one is 429 before anything else", async () => {
  const limited = await insertDataKey(database, world.team, ["fhir.data:read"], { rateLimitPerMinute: 2 });
  const request = { credential: limited.secret };
  const first = await send("/Observation", request);
  expect(first.headers.get("x-ratelimit-limit")).toBe("2");
  expect((await send("/nonsense", request)).status).toBe(404);
  upstream.clear();
  const refused = await refuse("/Observation", request);
  expect(refused).toMatchObject({ status: 429, code: "rate_limit_exceeded" });
  expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
  await world.runtime.usage.flush();
  const usage = await database.prisma.keyUsage.groupBy({
    by: ["outcome"],
    where: { keyId: limited.id },
    _sum: { count: true },
  });
  expect(usage.map(({ outcome, _sum }) => [outcome, Number(_sum.count)]).sort()).toEqual([
    ["RATE_LIMITED", 1],
    ["VALID", 2],
  ]);
});

test("what happens is counted by type and interaction, and never what a stranger does", async () => {
  const own = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
  const address = base.replace(server.id, own.id);
  world.runtime.fhirUse.take();
  await callGateway(`${address}/Observation`, { credential: key });
  await callGateway(`${address}/Smith?code=1`, { credential: key });
  await callGateway(`${address}/Observation/1`, { credential: tokens.finder ?? "" });
  upstream.answerWith(sendJson({}, { status: 500 }));
  await callGateway(`${address}/Observation/1`, { credential: key });
  await callGateway(`${address}/nonsense`, { credential: key });
  await callGateway(`${address}/Observation/1`, { credential: createSecret() });
  await callGateway(`${address}/Observation/1`, {
    credential: (await insertDataKey(database, await insertTeam(database))).secret,
  });
  const { counts } = world.runtime.fhirUse.take();
  expect(
    counts.map(({ serverId, resourceType, interaction, outcome, count }) =>
      [serverId === own.id, resourceType, interaction, outcome, count].join(" "),
    ),
  ).toEqual([
    "true Observation search-type ok 1",
    "true other search-type ok 1",
    "true Observation read refused 1",
    "true Observation read failed 1",
  ]);
});
