import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";
import {
  callGateway,
  type GatewayRequest,
  type GatewayWorld,
  insertGatewayServer,
  startGatewayWorld,
} from "#e2e/support/fhir/gateway-world.ts";
import {
  type ReceivedRequest,
  type RecordingUpstream,
  sendJson,
  startRecordingUpstream,
} from "#e2e/support/fhir/recording-upstream.ts";
import { insertGrantToken, type TestGrant } from "#e2e/support/oauth/grants.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";

let database: Database;
let world: GatewayWorld;
let upstream: RecordingUpstream;
let server: { id: string };
let base: string;
let granted: TestGrant;

const canary = "canary-of-a-patient";
const me = { reference: "Patient/p1" };
const mine = { resourceType: "Observation", id: "o1", meta: { versionId: "7" }, subject: me };
const foreign = { resourceType: "Observation", id: canary, subject: { reference: `Patient/${canary}` } };

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startGatewayWorld(database);
  upstream = await startRecordingUpstream();
  server = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
  base = getFhirBaseUrl(world.runtime.config, server.id);
});

afterAll(async () => {
  await world.stop();
  await upstream.close();
  await database.close();
});

beforeEach(async () => {
  upstream.clear();
  granted = await insertGrantToken(database, world.team, {
    serverId: server.id,
    scopes: ["patient/*.cruds"],
    patientId: "p1",
  });
});

async function send(below: string, request: GatewayRequest = {}) {
  const response = await callGateway(base + below, { credential: granted.token, ...request });
  const text = await response.text();
  expect(text + JSON.stringify([...response.headers])).not.toContain(canary);
  return {
    status: response.status,
    text,
    body: text === "" ? null : JSON.parse(text),
    headers: response.headers,
  };
}

const bundle = (entry: unknown[], fields: object = {}) => ({
  resourceType: "Bundle",
  type: "searchset",
  entry,
  ...fields,
});

describe("nothing of a response goes out", () => {
  test.each<[string, string, unknown]>([
    [
      "with a resource of another patient",
      "/Observation",
      bundle([{ resource: mine }, { resource: foreign }]),
    ],
    [
      "with a resource of nobody",
      "/Observation",
      bundle([{ resource: { resourceType: "Observation", note: canary } }]),
    ],
    [
      "with an included patient",
      "/Observation",
      bundle([{ resource: mine }, { resource: { resourceType: "Patient", id: canary } }]),
    ],
    [
      "with a shared resource",
      "/Observation",
      bundle([{ resource: { resourceType: "Practitioner", id: canary } }]),
    ],
    ["with an address instead of a resource", "/Observation", bundle([{ fullUrl: `urn:${canary}` }])],
    ["with a list in a list", "/Observation", bundle([{ resource: bundle([{ resource: foreign }]) }])],
    [
      "with a list of the patient in a list",
      "/Observation",
      bundle([{ resource: bundle([{ resource: mine }], { id: canary }) }]),
    ],
    [
      "with parameters",
      "/Observation",
      bundle([{ resource: { resourceType: "Parameters", parameter: [{ name: canary, resource: mine }] } }]),
    ],
    ["with entries in another form", "/Observation", bundle({ resource: { note: canary } } as never)],
    [
      "with a number of others",
      "/Observation?_summary=count",
      {
        resourceType: "Bundle",
        total: 4711,
        link: [{ relation: "self", url: `Observation?_summary=count` }],
      },
    ],
    ["with a number of others and no link", "/Observation?_count=0", { resourceType: "Bundle", total: 4711 }],
    [
      "with an outcome that contains a resource",
      "/Observation",
      bundle([{ resource: { resourceType: "OperationOutcome", contained: [foreign] } }]),
    ],
  ])("%s", async (_name, below, body) => {
    upstream.answerWith(sendJson(body));
    const refused = await send(below);
    expect([refused.status, refused.body.error.code]).toEqual([502, "bad_gateway"]);
    expect(refused.text).not.toContain("4711");
  });

  test.each([200, 201])("after a create that became another patient's (%i)", async (status) => {
    upstream.answerWith(sendJson(foreign, { status }));
    const { id: _id, meta: _meta, ...body } = mine;
    expect((await send("/Observation", { method: "POST", body })).status).toBe(502);
  });
});

test("a number of the patient's own goes out", async () => {
  const link = [{ relation: "self", url: `${upstream.base}/Observation?_summary=count&patient=Patient/p1` }];
  upstream.answerWith(sendJson({ resourceType: "Bundle", total: 3, link }));
  expect((await send("/Observation?_summary=count")).body.total).toBe(3);
  upstream.answerWith(sendJson({ resourceType: "Bundle", total: 0 }));
  expect((await send("/Observation?_summary=count")).body.total).toBe(0);
});

describe("whatever the server says of a resource that can't be judged, it looks like a missing one", () => {
  const outcome = { resourceType: "OperationOutcome", issue: [{ severity: "error", diagnostics: canary }] };
  const headers = { ETag: `W/"${canary}"`, Location: `Observation/${canary}` };
  const read = async (below: string) => {
    const { status, text, headers: received } = await send(below);
    return { status, text, etag: received.get("etag"), location: received.get("location") };
  };
  test.each<[string, unknown, number]>([
    ["not found", outcome, 404],
    ["deleted", outcome, 410],
    ["forbidden", outcome, 403],
    ["not acceptable", outcome, 406],
    ["invalid", outcome, 400],
    ["another patient's", foreign, 200],
    ["nobody's", { resourceType: "Observation", id: canary }, 200],
    ["an outcome", outcome, 200],
    ["a list", bundle([{ resource: mine }, { resource: foreign }]), 200],
    ["an empty list", bundle([]), 200],
    ["a list of deletions", bundle([{ request: { method: "DELETE", url: `Observation/${canary}` } }]), 200],
  ])("%s", async (_name, body, status) => {
    upstream.answerWith(sendJson(outcome, { status: 404 }));
    const missing = await read("/Observation/o1");
    expect(missing.status).toBe(404);
    upstream.answerWith(sendJson(body, { status, headers }));
    for (const below of ["/Observation/o1", "/Observation/o1/_history/1", "/Observation/o1/_history"]) {
      expect(await read(below)).toEqual(missing);
    }
    upstream.clear();
    const change = { method: "PUT", body: mine };
    expect((await send("/Observation/o1", change)).text).toBe(missing.text);
    expect((await send("/Observation/o1", { method: "DELETE" })).text).toBe(missing.text);
    expect(upstream.received.filter(({ method }) => method !== "GET")).toEqual([]);
  });
});

describe("references to the patient", () => {
  test.each(["Patient/p1", "Patient/p1/_history/2", "BASE/Patient/p1", "BASE/Patient/p1/_history/2"])(
    "%s",
    async (reference) => {
      const subject = { reference: reference.replace("BASE", upstream.base) };
      upstream.answerWith(sendJson({ ...mine, subject }));
      expect((await send("/Observation/o1")).status).toBe(200);
    },
  );

  test.each([
    "Patient/p12",
    "patient/p1",
    "BASEb/Patient/p1",
    "ORIGIN/Patient/p1",
    "#p1",
    "urn:uuid:p1",
    "Patient/p1 ",
  ])("not %s", async (reference) => {
    const subject = {
      reference: reference.replace("BASE", upstream.base).replace("ORIGIN", upstream.origin),
    };
    upstream.answerWith(sendJson({ ...mine, subject }));
    expect((await send("/Observation/o1")).status).toBe(404);
  });

  test("of a large response are judged in another thread", async () => {
    const entry = Array.from({ length: 2_000 }, () => ({ resource: mine }));
    upstream.answerWith(sendJson(bundle(entry)));
    expect((await send("/Observation")).body.entry).toHaveLength(2_000);
    upstream.answerWith(sendJson(bundle([...entry, { resource: foreign }])));
    expect((await send("/Observation")).status).toBe(502);
    upstream.answerWith(sendJson({ ...mine, note: "x".repeat(100_000) }));
    expect(
      (await send("/Observation/o1", { method: "PUT", body: { ...mine, note: "x".repeat(100_000) } })).status,
    ).toBe(200);
  });
});

describe("before a change", () => {
  const put = { method: "PUT", body: mine };

  test("a version is required", async () => {
    upstream.answerWith(sendJson({ ...mine, meta: {} }));
    expect((await send("/Observation/o1", put)).status).toBe(502);
    expect(upstream.received.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("the entity tag of the server is sent back as it is", async () => {
    upstream.answerWith(sendJson(mine, { headers: { ETag: '"abc"' } }));
    expect((await send("/Observation/o1", put)).status).toBe(200);
    expect(upstream.received[1]?.headers["if-match"]).toBe('"abc"');
    expect(
      (await send("/Observation/o1", { method: "DELETE", headers: { "if-match": 'W/"abc"' } })).status,
    ).toBe(200);
    expect(
      (await send("/Observation/o1", { method: "DELETE", headers: { "if-match": 'W/"ab"' } })).status,
    ).toBe(412);
  });

  test("the caller can lose access", async () => {
    upstream.answerWith(async (request, response) => {
      await database.prisma.appGrant.update({ where: { id: granted.id }, data: { endedAt: new Date() } });
      await wait(60);
      await sendJson(mine)(request, response);
    });
    expect((await send("/Observation/o1", put)).status).toBe(401);
    expect(upstream.received.map(({ method }) => method)).toEqual(["GET"]);
  });

  test.each(["PUT", "DELETE"])(
    "the resource can become another patient's: %s is refused by its version",
    async (method) => {
      const engine = await startFhirEngine();
      try {
        await engine.seed([mine]);
        upstream.answerWith(async (request, response) => {
          const answered = await forward(engine.baseUrl, request);
          if (request.method === "GET") await engine.seed([{ ...foreign, id: "o1" }]);
          await sendJson(await answered.text(), {
            status: answered.status,
            headers: { ETag: answered.headers.get("etag") ?? "" },
          })(request, response);
        });
        const changed = await send("/Observation/o1", method === "PUT" ? put : { method });
        expect(changed.status).toBe(412);
        const stored = await (await fetch(`${engine.baseUrl}/Observation/o1`)).json();
        expect(stored.subject).toEqual(foreign.subject);
      } finally {
        await engine.close();
      }
    },
  );
});

function forward(engineBase: string, { method, url, headers, body }: ReceivedRequest): Promise<Response> {
  const match = headers["if-match"];
  return fetch(engineBase + url.replace(/^\/r4/, ""), {
    method,
    headers: {
      "content-type": "application/fhir+json",
      ...(typeof match === "string" ? { "if-match": match } : {}),
    },
    ...(body === "" ? {} : { body }),
  });
}

test("another page of a patient's result is judged again, whatever the person may do by then", async () => {
  const next = { relation: "next", url: `${upstream.base}?_getpages=1` };
  upstream.answerWith(sendJson(bundle([{ resource: mine }], { link: [next] })));
  const found = await send("/Observation");
  const below = found.body.link[0].url.slice(base.length);
  expect((await send(below)).status).toBe(200);
  upstream.answerWith(sendJson(bundle([{ resource: foreign }])));
  expect((await send(below)).status).toBe(502);
  const scopes = ["user/Observation.rs", "patient/*.cruds"];
  const hash = { grantId: granted.id };
  await database.prisma.app.update({ where: { id: granted.app.id }, data: { scopes } });
  await database.prisma.appToken.updateMany({ where: hash, data: { scopes } });
  expect((await send(below)).status).toBe(502);
});
