import { request as startRequest } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import {
  callGateway,
  type GatewayWorld,
  insertDataKey,
  insertGatewayServer,
  startGatewayWorld,
} from "#e2e/support/fhir/gateway-world.ts";
import {
  type RecordingUpstream,
  sendJson,
  startRecordingUpstream,
} from "#e2e/support/fhir/recording-upstream.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";

let database: Database;
let world: GatewayWorld;
let upstream: RecordingUpstream;
let server: { id: string; baseUrl: string };
let base: string;
let key: { id: string; secret: string };

const observation = { resourceType: "Observation", id: "o1" };

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startGatewayWorld(database);
  upstream = await startRecordingUpstream();
});

afterAll(async () => {
  await world.stop();
  await upstream.close();
  await database.close();
});

beforeEach(async () => {
  server = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
  base = getFhirBaseUrl(world.runtime.config, server.id);
  key = await insertDataKey(database, world.team);
  upstream.clear();
  upstream.answerWith(sendJson(observation));
});

function read(below = "/Observation/o1"): Promise<Response> {
  return callGateway(base + below, { credential: key.secret });
}

function changeServer(data: Prisma.FhirServerUncheckedUpdateInput) {
  return database.prisma.fhirServer.update({ where: { id: server.id }, data });
}

function revokeKey() {
  return database.prisma.apiKey.update({ where: { id: key.id }, data: { revokedAt: new Date() } });
}

describe("within a second, nothing is forwarded any more after", () => {
  test.each<[string, number, () => Promise<unknown>]>([
    ["the gateway was turned off", 404, () => changeServer({ gatewayBaseUrl: null })],
    ["the server was deleted", 404, () => changeServer({ deletedAt: new Date() })],
    ["the base URL was changed", 404, () => changeServer({ baseUrl: "http://127.0.0.1:1/r4" })],
    ["keys were turned off", 403, () => changeServer({ gatewayAllowsKeys: false })],
    ["the key was deleted", 401, revokeKey],
  ])("%s", async (_name, status, end) => {
    expect((await read()).status).toBe(200);
    await end();
    const endedAt = performance.now();
    await expect.poll(async () => (await read()).status, { interval: 20 }).toBe(status);
    expect(performance.now() - endedAt).toBeLessThan(1_000);
    upstream.clear();
    for (let i = 0; i < 5; i++) expect((await read()).status).toBe(status);
    expect(upstream.received).toEqual([]);
  });
});

/** Sends the first part of a body, waits for what happens in the meantime, and sends the rest. */
function sendSlowly(duringWait: () => Promise<unknown>): Promise<number> {
  const url = new URL(`${base.replace("localhost", "127.0.0.1")}/Observation`);
  const text = JSON.stringify(observation);
  const headers = {
    authorization: `Bearer ${key.secret}`,
    "content-type": "application/fhir+json",
    "content-length": String(text.length),
  };
  return new Promise((resolve, reject) => {
    const outgoing = startRequest(url, { method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on("error", reject);
    outgoing.write(text.slice(0, 10));
    duringWait().then(() => outgoing.end(text.slice(10)), reject);
  });
}

describe("while the body arrives slowly", () => {
  test("the caller can lose access", async () => {
    expect(await sendSlowly(() => wait(60))).toBe(200);
    upstream.clear();
    expect(await sendSlowly(async () => wait(60).then(revokeKey))).toBe(401);
    expect(upstream.received).toEqual([]);
  });

  test("the gateway can be turned off", async () => {
    const turnOff = () =>
      wait(60)
        .then(() => changeServer({ gatewayBaseUrl: null }))
        .then(() => wait(600));
    expect(await sendSlowly(turnOff)).toBe(404);
    expect(upstream.received).toEqual([]);
  });
});

describe("data that arrives late goes to nobody who has lost access in the meantime", () => {
  beforeEach(() => {
    upstream.answerWith(async (request, response) => {
      await revokeKey();
      await wait(600);
      await sendJson({ resourceType: "Bundle", entry: [{ resource: observation }] })(request, response);
    });
  });

  test("by GET", async () => {
    expect((await read("/Observation")).status).toBe(401);
  });

  test("by POST", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const search = { method: "POST", credential: key.secret, body: "code=1", headers };
    expect((await callGateway(`${base}/Observation/_search`, search)).status).toBe(401);
  });
});
