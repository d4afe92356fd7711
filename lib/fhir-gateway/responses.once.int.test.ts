import { setTimeout as wait } from "node:timers/promises";
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
  type RecordingUpstream,
  sendJson,
  startRecordingUpstream,
} from "#e2e/support/fhir/recording-upstream.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { openGateway } from "./state/gateway.ts";

let database: Database;
let world: GatewayWorld;
let upstream: RecordingUpstream;
let elsewhere: RecordingUpstream;
let base: string;
let key: string;
let reader: string;
let writer: string;

const observation = { resourceType: "Observation", id: "o1" };
const canary = "canary-of-a-patient";
const patient = { resourceType: "Patient", id: canary };

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startGatewayWorld(database);
  openGateway(world.runtime, { timeoutMs: 300, maxBytes: 100_000, maxPerServer: 2 });
  upstream = await startRecordingUpstream();
  elsewhere = await startRecordingUpstream();
  const server = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
  base = getFhirBaseUrl(world.runtime.config, server.id);
  key = (await insertDataKey(database, world.team)).secret;
  reader = (await insertToken(database, world.team, ["system/Observation.rs"])).token;
  writer = (await insertToken(database, world.team, ["system/Observation.cud"])).token;
});

afterAll(async () => {
  await world.stop();
  await upstream.close();
  await elsewhere.close();
  await database.close();
});

beforeEach(() => upstream.clear());

function send(below: string, request: GatewayRequest = {}) {
  return callGateway(base + below, { credential: key, ...request });
}

/** The error of a response from which nothing went out. */
async function readBadGateway(response: Response) {
  const text = await response.text();
  expect(text).not.toContain(canary);
  expect(text).not.toContain(upstream.origin);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  const { error } = JSON.parse(text);
  return { status: response.status, code: error.code, message: error.message };
}

describe("nothing of a response goes out", () => {
  const html = { "Content-Type": "text/html" };
  const bundle = (...entry: unknown[]) => ({ resourceType: "Bundle", type: "searchset", entry });
  test.each<[string, string, Parameters<typeof sendJson>, RegExp]>([
    ["in HTML", "/Binary/1", [`<script>${canary}</script>`, { headers: html }], /JSON/],
    ["without a type", "/Observation/1", [observation, { headers: { "Content-Type": "" } }], /JSON/],
    ["that isn't JSON", "/Observation/1", [`{${canary}`], /JSON/],
    ["that isn't a resource", "/Observation/1", [{ canary }], /JSON/],
    ["that is empty", "/Observation/1", [""], /empty/],
    [
      "that is compressed",
      "/Observation/1",
      [observation, { headers: { "Content-Encoding": "gzip" } }],
      /compressed/,
    ],
    ["that is too large", "/Observation/1", [{ ...observation, text: canary.repeat(10_000) }], /16 MiB/],
    ["of another type", "/Observation/1", [patient], /types/],
    [
      "with another type in a list",
      "/Observation",
      [bundle({ resource: observation }, { resource: patient })],
      /types/,
    ],
    [
      "with another type in a nested list",
      "/Observation",
      [bundle({ resource: bundle({ resource: patient }) })],
      /types/,
    ],
    [
      "with a deleted resource",
      "/Observation/_history",
      [bundle({ request: { url: `Patient/${canary}` } })],
      /types/,
    ],
    ["that isn't a list", "/Observation", [observation], /Bundle/],
    ["of a server that failed", "/Observation/1", [patient, { status: 500 }], /status 500/],
    ["that refuses the credential", "/Observation/1", [patient, { status: 401 }], /credential.*401/],
    ["that forbids the credential", "/Observation/1", [patient, { status: 403 }], /credential.*403/],
  ])("%s", async (_name, below, answer, message) => {
    upstream.answerWith(sendJson(...answer));
    const refused = await readBadGateway(
      await send(below, { credential: below === "/Binary/1" ? key : reader }),
    );
    expect(refused).toMatchObject({
      status: 502,
      code: "bad_gateway",
      message: expect.stringMatching(message),
    });
  });

  test.each([301, 302, 307, 308])("and no redirect is followed: %i", async (status) => {
    upstream.answerWith(
      sendJson(patient, { status, headers: { Location: `${elsewhere.base}/Observation/1` } }),
    );
    expect(await readBadGateway(await send("/Observation/1"))).toMatchObject({ status: 502 });
    expect(elsewhere.received).toEqual([]);
  });

  test("if it is slow, cut off, or there is no server", async () => {
    upstream.answerWith(async (_request, response) => {
      await wait(600);
      response.end("{}");
    });
    expect(await readBadGateway(await send("/Observation/1"))).toMatchObject({
      message: expect.stringContaining("in time"),
    });
    upstream.answerWith((_request, response) => {
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "1000" });
      response.write(`{"${canary}`);
      setTimeout(() => response.destroy(), 20);
    });
    expect(await readBadGateway(await send("/Observation/1"))).toMatchObject({ status: 502 });
    const gone = await insertGatewayServer(database, world.team, { baseUrl: "http://127.0.0.1:1/r4" });
    const response = await callGateway(`${getFhirBaseUrl(world.runtime.config, gone.id)}/Observation`, {
      credential: key,
    });
    expect(await readBadGateway(response)).toMatchObject({
      message: expect.stringContaining("can't be reached"),
    });
  });

  test("if the server is in a network that isn't allowed", async () => {
    for (const baseUrl of ["http://10.0.0.1/r4", "http://169.254.169.254/r4", "http://[fd00:ec2::254]/r4"]) {
      const server = await insertGatewayServer(database, world.team, { baseUrl });
      const response = await callGateway(`${getFhirBaseUrl(world.runtime.config, server.id)}/Observation`, {
        credential: key,
      });
      expect(await readBadGateway(response)).toMatchObject({ message: expect.stringContaining("network") });
    }
  });
});

describe("a busy server", () => {
  test.each([
    [429, "7", "7"],
    [503, undefined, "5"],
    [503, "<script>", "5"],
  ])("%i is 503 with the time to wait", async (status, sent, answered) => {
    const headers: Record<string, string> = sent === undefined ? {} : { "Retry-After": sent };
    upstream.answerWith(sendJson(patient, { status, headers }));
    const response = await send("/Observation/1");
    expect(response.headers.get("retry-after")).toBe(answered);
    expect(await readBadGateway(response)).toMatchObject({ status: 503, code: "service_unavailable" });
  });

  test("gets no more than its share of requests at once", async () => {
    upstream.answerWith(async (_request, response) => {
      await wait(150);
      sendJson(observation)({ method: "", url: "", headers: {}, body: "" }, response);
    });
    const responses = await Promise.all([1, 2, 3, 4].map(() => send("/Observation/o1")));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 503, 503]);
    expect((await send("/Observation/o1")).status).toBe(200);
  });
});

test("responses that don't fit into memory together are 503", async () => {
  const { limits } = openGateway(world.runtime, { maxHeldBytes: 10_000 });
  upstream.answerWith(sendJson({ ...observation, text: canary.repeat(1_000) }));
  expect(await readBadGateway(await send("/Observation/1"))).toMatchObject({ status: 503 });
  upstream.answerWith(sendJson(observation));
  for (let i = 0; i < 5; i++) expect((await send("/Observation/o1")).status).toBe(200);
  openGateway(world.runtime, { ...limits, maxHeldBytes: 1_000_000 });
});

describe("a refusal of the server", () => {
  const outcome = {
    resourceType: "OperationOutcome",
    issue: [{ severity: "error", diagnostics: "no code" }],
  };
  test.each([400, 404, 409, 410, 412, 422])("%i passes with its outcome", async (status) => {
    upstream.answerWith(sendJson(outcome, { status }));
    const response = await send("/Observation/1");
    expect([response.status, await response.json()]).toEqual([status, outcome]);
    expect(response.headers.get("content-type")).toBe("application/fhir+json; charset=utf-8");
  });

  test.each<[string, unknown, Record<string, string>]>([
    ["in HTML", `<p>${canary}</p>`, { "Content-Type": "text/html" }],
    ["with another resource", patient, {}],
    ["with nothing", "", {}],
  ])("%s passes without details", async (_name, body, headers) => {
    upstream.answerWith(sendJson(body, { status: 404, headers }));
    const response = await send("/Observation/1");
    const text = await response.text();
    expect([response.status, JSON.parse(text).resourceType]).toEqual([404, "OperationOutcome"]);
    expect(text).not.toContain(canary);
  });
});

describe("addresses in a response", () => {
  test("are the gateway's", async () => {
    upstream.answerWith(
      sendJson(
        {
          resourceType: "Bundle",
          type: "searchset",
          link: [{ relation: "self", url: `${upstream.base}/Observation?code=1` }],
          entry: [
            {
              fullUrl: `${upstream.base}/Observation/o1`,
              resource: {
                ...observation,
                subject: { reference: `${upstream.base}/Patient/1` },
                code: "urn:x",
              },
            },
          ],
        },
        {
          headers: {
            "Content-Location": "Observation/o1/_history/1",
            Location: `${elsewhere.base}/Observation/1`,
          },
        },
      ),
    );
    const response = await send("/Observation?code=1");
    expect(response.headers.get("content-location")).toBe(`${base}/Observation/o1/_history/1`);
    expect(response.headers.get("location")).toBeNull();
    expect(await response.json()).toMatchObject({
      link: [{ relation: "self", url: `${base}/Observation?code=1` }],
      entry: [
        { fullUrl: `${base}/Observation/o1`, resource: { subject: { reference: `${base}/Patient/1` } } },
      ],
    });
  });

  test("304 and 204 have no content", async () => {
    upstream.answerWith((_request, response) => response.writeHead(304, { ETag: 'W/"1"' }).end());
    const unchanged = await send("/Observation/1", { headers: { "if-none-match": 'W/"1"' } });
    expect([unchanged.status, unchanged.headers.get("etag"), await unchanged.text()]).toEqual([
      304,
      'W/"1"',
      "",
    ]);
    upstream.answerWith((_request, response) => response.writeHead(204).end());
    expect((await send("/Observation/1", { method: "DELETE" })).status).toBe(204);
  });
});

describe("a caller who can write but not read", () => {
  test.each([
    ["POST", "/Observation", 201],
    ["PUT", "/Observation/o1", 200],
  ])("gets nothing back after %s", async (method, below, status) => {
    upstream.answerWith(
      sendJson(
        { ...observation, note: canary },
        { status, headers: { Location: `${upstream.base}/Observation/o1` } },
      ),
    );
    const headers = { prefer: "return=representation" };
    const response = await send(below, { method, credential: writer, body: observation, headers });
    expect([response.status, await response.text()]).toEqual([status, ""]);
    expect(response.headers.get("location")).toBe(`${base}/Observation/o1`);
    expect(upstream.received[0]?.headers.prefer).toBe("return=minimal");
  });
});

describe("a document in HTML", () => {
  test("is sent as JSON that no browser runs", async () => {
    const binary = {
      resourceType: "Binary",
      contentType: "text/html",
      data: btoa("<script>alert(1)</script>"),
    };
    upstream.answerWith(sendJson(binary));
    const response = await send("/Binary/1", { headers: { accept: "text/html" } });
    expect(await response.json()).toEqual(binary);
    expect(upstream.received[0]?.headers.accept).toBe("application/fhir+json");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/fhir+json; charset=utf-8",
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
    });
  });
});
