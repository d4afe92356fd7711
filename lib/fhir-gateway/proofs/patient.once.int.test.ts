import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertMember, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type FhirEngine, startFhirEngine, type TestResource } from "#e2e/support/fhir/engine.ts";
import {
  callGateway,
  type GatewayRequest,
  type GatewayWorld,
  insertGatewayServer,
  startGatewayWorld,
} from "#e2e/support/fhir/gateway-world.ts";
import { insertGrantToken, insertPersonLink } from "#e2e/support/oauth/grants.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";

let database: Database;
let world: GatewayWorld;
let engine: FhirEngine;
let server: { id: string };
let base: string;
let token: string;

const canary = "CANARY-other-patient";

function plant(resourceType: string, id: string, fields: Record<string, unknown>): TestResource {
  return { resourceType, id, ...fields };
}

const me = { reference: "Patient/p1" };
const other = { reference: "Patient/p2" };

const resources: TestResource[] = [
  plant("Patient", "p1", { name: [{ family: "Mine" }] }),
  plant("Patient", "p2", { name: [{ family: canary }], link: [{ other: me, type: "seealso" }] }),
  ...[1, 2, 3].map((n) => plant("Observation", `mine${n}`, { status: "final", subject: me })),
  ...[1, 2, 3].map((n) =>
    plant("Observation", `other${n}`, { status: "final", subject: other, note: [{ text: canary }] }),
  ),
  plant("Observation", "nobody", { status: "final", note: [{ text: canary }] }),
  plant("Condition", "c1", { subject: me }),
  plant("Condition", "c2", { subject: other, code: { text: canary } }),
  plant("Practitioner", "doctor", { name: [{ family: "Shared" }] }),
  plant("Binary", "b1", { contentType: "text/plain", data: canary }),
  plant("Bundle", "doc", {
    type: "document",
    entry: [{ resource: plant("Observation", "x", { subject: me }) }],
  }),
];

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startGatewayWorld(database);
  engine = await startFhirEngine();
  server = await insertGatewayServer(database, world.team, { baseUrl: engine.baseUrl });
  base = getFhirBaseUrl(world.runtime.config, server.id);
  token = await give(["patient/*.cruds"]);
});

afterAll(async () => {
  await world.stop();
  await engine.close();
  await database.close();
});

beforeEach(async () => {
  engine.clear();
  await engine.seed(resources);
  engine.requests.length = 0;
});

async function give(scopes: string[], options: { patientId?: string | null; userId?: string } = {}) {
  const granted = await insertGrantToken(database, world.team, {
    serverId: server.id,
    scopes,
    patientId: "p1",
    ...options,
  });
  return granted.token;
}

async function send(below: string, request: GatewayRequest = {}) {
  const response = await callGateway(base + below, { credential: token, ...request });
  const text = await response.text();
  expect(text).not.toContain(canary);
  const body = text === "" ? null : JSON.parse(text);
  return { status: response.status, body, headers: response.headers };
}

function listIds(body: { entry?: { resource: { id: string } }[] }): string[] {
  return (body.entry ?? []).map(({ resource }) => resource.id).sort();
}

describe("with access to one patient", () => {
  test("a search finds that patient's resources", async () => {
    const found = await send("/Observation?status=final&_count=2");
    expect([found.status, found.body.total, listIds(found.body).length]).toEqual([200, 3, 2]);
    expect(engine.requests[0]?.url).toContain("patient=Patient%2Fp1");
    expect(engine.requests[0]?.headers.prefer).toBe("handling=strict");
    const next = found.body.link.find(({ relation }: { relation: string }) => relation === "next");
    const page = await send(next.url.slice(base.length));
    expect(listIds(page.body)).toHaveLength(1);
    expect((await send("/Observation?_summary=count")).body.total).toBe(3);
    expect(listIds((await send("/Patient")).body)).toEqual(["p1"]);
    expect(listIds((await send("/Observation?subject=Patient/p2")).body)).toEqual([]);
  });

  test("a search by POST finds the same", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const search = (body: string, below = "/Observation/_search") =>
      send(below, { method: "POST", body, headers });
    expect(listIds((await search("status=final")).body)).toEqual(["mine1", "mine2", "mine3"]);
    expect(listIds((await search("")).body)).toEqual(["mine1", "mine2", "mine3"]);
    expect((await search("patient=p2")).status).toBe(403);
    expect((await search("_include=Observation:subject")).status).toBe(403);
    expect((await search("", "/Observation/_search?patient=p2")).status).toBe(403);
  });

  test("a read gets that patient's resources, and shared ones", async () => {
    for (const below of [
      "/Patient/p1",
      "/Observation/mine1",
      "/Observation/mine1?_elements=status",
      "/Practitioner/doctor",
      "/Observation/mine1/_history",
    ]) {
      expect([below, (await send(below)).status]).toEqual([below, 200]);
    }
  });

  test("resources of others look like missing ones", async () => {
    const missing = await send("/Observation/none");
    expect([missing.status, missing.body.error.code]).toEqual([404, "not_found"]);
    const version = engineVersion(await send("/Observation/mine1"));
    expect((await send(`/Observation/mine1/_history/${version}`)).status).toBe(200);
    for (const below of [
      "/Observation/other1",
      "/Observation/nobody",
      "/Observation/other1/_history",
      "/Observation/none/_history",
      `/Observation/other1/_history/${version}`,
      "/Patient/p2",
      "/Patient/none",
      "/Condition/c2",
      "/Practitioner/none",
    ]) {
      const hidden = await send(below);
      expect([below, hidden.status, hidden.body]).toEqual([below, 404, missing.body]);
      expect([hidden.headers.get("etag"), hidden.headers.get("last-modified")]).toEqual([null, null]);
    }
  });

  test("no condition shows whether a resource of another patient has changed", async () => {
    const headers = { "if-none-match": "*", "if-modified-since": new Date().toUTCString() };
    expect((await send("/Observation/other1", { headers })).status).toBe(404);
    expect(engine.requests[0]?.headers).not.toHaveProperty("if-none-match");
    expect(engine.requests[0]?.headers).not.toHaveProperty("if-modified-since");
  });

  test.each<[string, string, GatewayRequest?]>([
    ["_include", "/Observation?_include=Observation:subject"],
    ["_revinclude", "/Patient?_revinclude=Observation:subject"],
    ["_has", "/Patient?_has:Observation:patient:code=1"],
    ["chaining", "/Observation?subject.name=x"],
    ["_filter", "/Observation?_filter=status eq final"],
    ["_query", "/Observation?_query=x"],
    ["_list", "/Observation?_list=1"],
    ["_sort by other resources", "/Observation?_sort=subject.name"],
    ["summaries of resources", "/Observation?_summary=true"],
    ["summaries of resources", "/Observation/mine1?_summary=text"],
    ["searches for other patients", "/Observation?patient=Patient/p2"],
    ["searches for other patients", "/Observation?patient:identifier=x"],
    ["searches for other patients", "/Patient?_id=p2"],
    ["the history of a type", "/Observation/_history"],
    ["the history of the whole server", "/_history"],
    ["a search of the whole server", "/?_type=Observation"],
    ["an operation", "/Patient/p1/$everything"],
    ["an operation", "/$export"],
    ["a batch or transaction", "/", { method: "POST", body: { resourceType: "Bundle", type: "batch" } }],
    [
      "patches",
      "/Observation/mine1",
      { method: "PATCH", body: "[]", headers: { "content-type": "application/json-patch+json" } },
    ],
    ["conditional changes", "/Observation?code=1", { method: "PUT", body: resources[2] }],
    ["conditional changes", "/Observation?code=1", { method: "DELETE" }],
    [
      "conditional changes",
      "/Observation",
      { method: "POST", body: resources[2], headers: { "if-none-exist": "code=1" } },
    ],
    ["creating and deleting patients", "/Patient", { method: "POST", body: resources[0] }],
    ["creating and deleting patients", "/Patient/p1", { method: "DELETE" }],
    ["resources of this type", "/Binary/b1"],
    ["resources of this type", "/Bundle/doc"],
    ["resources of this type", "/Task"],
    ["more than reading resources of this type by their id", "/Practitioner"],
    ["more than reading resources of this type by their id", "/Practitioner/doctor/_history"],
    ["more than reading resources of this type by their id", "/Practitioner/doctor", { method: "DELETE" }],
    [
      "a subscription",
      "/Subscription",
      { method: "POST", body: { resourceType: "Subscription", criteria: "Observation?" } },
    ],
  ])("%s is refused: %s", async (reason, below, request = {}) => {
    const refused = await send(below, request);
    expect([refused.status, refused.body.error?.message]).toEqual([
      403,
      `Access to one patient doesn't include ${reason}`,
    ]);
    expect(refused.headers.get("www-authenticate")).toContain(reason);
    expect(engine.requests).toEqual([]);
  });

  test.each(["/Observation/mine1/", "/patient/p1", "/Patient/p1/Observation", "/Patient/p%31"])(
    "no path leads around it: %s",
    async (below) => {
      expect((await send(below)).status).toBe(404);
      expect(engine.requests).toEqual([]);
    },
  );

  test("a resource is created for that patient only", async () => {
    const create = (body: unknown) => send("/Observation", { method: "POST", body });
    const observation = { resourceType: "Observation", status: "final", subject: me };
    const created = await create(observation);
    expect([created.status, created.body.subject]).toEqual([201, me]);
    expect((await create({ ...observation, subject: { reference: `${base}/Patient/p1` } })).status).toBe(201);
    engine.requests.length = 0;
    for (const subject of [other, { reference: "Patient?identifier=1" }, { display: "p1" }, undefined]) {
      expect((await create({ ...observation, subject })).status).toBe(403);
    }
    expect((await create({ ...observation, performer: [other] })).status).toBe(403);
    expect(engine.requests).toEqual([]);
  });

  test("a resource is changed for that patient only, and in the version that was judged", async () => {
    const update = (id: string, body: unknown, headers = {}) =>
      send(`/Observation/${id}`, { method: "PUT", body, headers });
    const mine = { resourceType: "Observation", id: "mine1", status: "amended", subject: me };
    const changed = await update("mine1", mine);
    expect([changed.status, changed.body.status]).toEqual([200, "amended"]);
    const put = engine.requests.find(({ method }) => method === "PUT");
    expect(put?.headers["if-match"]).toMatch(/^W\/"/);
    const tag = changed.headers.get("etag") ?? "";
    expect((await update("mine1", mine, { "if-match": tag })).status).toBe(200);
    const missed = await update("mine1", mine, { "if-match": tag });
    expect([missed.status, missed.body.resourceType]).toEqual([412, "OperationOutcome"]);
    engine.requests.length = 0;
    expect((await update("other1", { ...mine, id: "other1" })).status).toBe(404);
    expect((await update("none", { ...mine, id: "none" })).status).toBe(404);
    expect((await update("mine1", { ...mine, subject: other })).status).toBe(403);
    expect((await update("mine1", { ...mine, id: "mine2" })).status).toBe(400);
    expect((await update("mine1", { ...mine, id: ["mine1"] })).status).toBe(400);
    expect(engine.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("the own record can be changed, and no other one", async () => {
    const update = (id: string, body: unknown) => send(`/Patient/${id}`, { method: "PUT", body });
    expect((await update("p1", { ...resources[0], active: true })).status).toBe(200);
    expect((await update("p2", { ...resources[0], id: "p2" })).status).toBe(403);
    expect((await update("p2", resources[0])).status).toBe(400);
  });

  test("a resource of that patient is deleted, and no other one", async () => {
    expect((await send("/Observation/mine1", { method: "DELETE" })).status).toBe(200);
    expect((await send("/Observation/mine1")).status).toBe(404);
    engine.requests.length = 0;
    expect((await send("/Observation/other1", { method: "DELETE" })).status).toBe(404);
    expect((await send("/Observation/none", { method: "DELETE" })).status).toBe(404);
    const missed = await send("/Observation/mine2", { method: "DELETE", headers: { "if-match": 'W/"1"' } });
    expect(missed.status).toBe(412);
    expect(engine.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
  });

  test("no reference by a search shows what other patients have", async () => {
    const encounter = { reference: "Encounter?patient=Patient/p2" };
    const body = { resourceType: "Observation", status: "final", subject: me, encounter };
    for (const scopes of [["patient/*.cruds"], ["user/Observation.cruds"]]) {
      const credential = await give(scopes);
      engine.requests.length = 0;
      expect((await send("/Observation", { method: "POST", body, credential })).status).toBe(403);
      const put = { method: "PUT", body: { ...body, id: "mine1" }, credential };
      expect((await send("/Observation/mine1", put)).status).toBe(403);
      expect(engine.requests).toEqual([]);
    }
  });

  test("a resource that also belongs to another patient is neither changed nor deleted", async () => {
    const shared: TestResource[] = [
      plant("Observation", "both", { status: "final", subject: other, performer: [me] }),
      plant("Group", "family", { type: "person", actual: true, member: [{ entity: me }, { entity: other }] }),
    ];
    await engine.seed(shared);
    engine.requests.length = 0;
    const own = { resourceType: "Observation", id: "both", status: "amended", subject: me };
    expect((await send("/Observation/both", { method: "PUT", body: own })).status).toBe(403);
    for (const below of ["/Observation/both", "/Group/family"]) {
      expect([below, (await send(below, { method: "DELETE" })).status]).toEqual([below, 403]);
    }
    expect(engine.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("a type without a scope is refused, with the scope that is missing", async () => {
    token = await give(["patient/Observation.rs"]);
    const refused = await send("/Condition/c1");
    expect(refused.status).toBe(403);
    expect(refused.headers.get("www-authenticate")).toContain('scope="patient/Condition.r"');
    token = await give(["patient/*.cruds"]);
  });

  test("a caller who can't read what it writes gets nothing back", async () => {
    const credential = await give(["patient/Observation.cud"]);
    const body = { resourceType: "Observation", id: "mine1", status: "amended", subject: me };
    const changed = await send("/Observation/mine1", { method: "PUT", body, credential });
    expect([changed.status, changed.body]).toEqual([200, null]);
    expect(
      (await send("/Observation/other1", { method: "PUT", body: { ...body, id: "other1" }, credential }))
        .status,
    ).toBe(404);
  });
});

function engineVersion({ body }: { body: { meta: { versionId: string } } }): string {
  return body.meta.versionId;
}

describe("levels", () => {
  test("user/ reaches everyone's resources of its types, and patient/ those of the patient", async () => {
    const credential = await give(["user/Observation.rs", "patient/Condition.rs"]);
    const read = async (below: string) => (await callGateway(base + below, { credential })).status;
    expect(await read("/Observation/other1")).toBe(200);
    expect(await read("/Observation/mine1")).toBe(200);
    expect(await read("/Condition/c1")).toBe(200);
    expect(await read("/Condition/c2")).toBe(404);
    expect(await read("/Patient/p1")).toBe(403);
    expect(await read("/Observation?_include=Observation:subject")).toBe(403);
  });

  test("what the person may do counts at each request", async () => {
    const viewer = await insertMember(database, world.team, "viewer");
    const credential = await give(["user/Observation.rs", "patient/Observation.cruds"], {
      userId: viewer.id,
    });
    const read = (below: string) => send(below, { credential });
    const refused = await read("/Observation/mine1");
    expect([refused.status, refused.body.error.message]).toEqual([
      403,
      "The person who authorized the app can't do this themselves",
    ]);
    await insertPersonLink(database, { serverId: server.id, userId: viewer.id, reference: "Patient/p1" });
    expect((await read("/Observation/mine1")).status).toBe(200);
    expect((await read("/Observation/other1")).status).toBe(404);
    expect((await read("/Observation")).body.total).toBe(3);
  });

  test("a token reaches the server of its grant only", async () => {
    const another = await insertGatewayServer(database, world.team, { baseUrl: engine.baseUrl });
    const url = getFhirBaseUrl(world.runtime.config, another.id);
    expect((await callGateway(`${url}/Observation/mine1`, { credential: token })).status).toBe(404);
    const foreign = await insertTeam(database);
    const theirs = await insertGatewayServer(database, foreign, { baseUrl: engine.baseUrl });
    const theirUrl = getFhirBaseUrl(world.runtime.config, theirs.id);
    expect((await callGateway(`${theirUrl}/Observation/mine1`, { credential: token })).status).toBe(404);
  });

  test("a token is for the server's address of then", async () => {
    const own = await insertGatewayServer(database, world.team, { baseUrl: engine.baseUrl });
    const url = getFhirBaseUrl(world.runtime.config, own.id);
    const scopes = ["patient/*.rs"];
    const { token: credential, id } = await insertGrantToken(database, world.team, {
      serverId: own.id,
      scopes,
      patientId: "p1",
    });
    expect((await callGateway(`${url}/Observation/mine1`, { credential })).status).toBe(200);
    const before = "https://earlier.example.com/r4";
    await database.prisma.appGrant.update({ where: { id }, data: { baseUrl: before } });
    expect((await callGateway(`${url}/Observation/mine1`, { credential })).status).toBe(404);
  });

  test("a token without a patient in context has no patient/ access", async () => {
    const credential = await give(["patient/*.cruds"], { patientId: null });
    expect((await send("/Observation", { credential })).status).toBe(403);
  });

  test("a link to another page works for one grant, and stays with its patient", async () => {
    const found = await send("/Observation?_count=1");
    const next = found.body.link.find(({ relation }: { relation: string }) => relation === "next").url;
    const below = next.slice(base.length);
    const app = await insertGrantToken(database, world.team, {
      serverId: server.id,
      scopes: ["patient/*.rs"],
      patientId: "p1",
    });
    const both = { serverId: server.id, scopes: ["patient/*.rs", "user/*.rs"], patientId: "p1" };
    const same = await insertGrantToken(database, world.team, { ...both, app: app.app });
    expect((await send(below)).status).toBe(200);
    expect((await send(below, { credential: app.token })).status).toBe(400);
    expect((await send(below, { credential: same.token })).status).toBe(400);
  });
});
