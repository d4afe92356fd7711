import { once } from "node:events";
import { request as startRequest } from "node:http";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import {
  callGateway,
  type GatewayRequest,
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
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { openGateway } from "./state/gateway.ts";

let database: Database;
let world: GatewayWorld;
let upstream: RecordingUpstream;
let serverId: string;
let base: string;
let key: string;

const observation = { resourceType: "Observation", id: "o1" };
const maxBytes = 100_000;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startGatewayWorld(database);
  upstream = await startRecordingUpstream();
  serverId = (await insertGatewayServer(database, world.team, { baseUrl: upstream.base })).id;
  base = getFhirBaseUrl(world.runtime.config, serverId);
  key = (await insertDataKey(database, world.team)).secret;
});

afterAll(async () => {
  await world.stop();
  await upstream.close();
  await database.close();
});

beforeEach(() => {
  openGateway(world.runtime, { maxBytes });
  upstream.clear();
  upstream.answerWith(sendJson(observation));
});

function send(below: string, request: GatewayRequest = {}) {
  return callGateway(base + below, { credential: key, ...request });
}

/** Starts to send a body of unknown size, and returns the status. The body never ends. */
function sendWithoutEnd(bytes: number): Promise<number | "none"> {
  const url = `${base}/Observation`.replace("//localhost:", "//127.0.0.1:");
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/fhir+json" };
  const answered = Promise.withResolvers<number | "none">();
  const outgoing = startRequest(url, { method: "POST", headers }, ({ statusCode }) => {
    answered.resolve(statusCode ?? 0);
    outgoing.destroy();
  });
  outgoing.on("error", () => answered.resolve("none"));
  outgoing.write(" ".repeat(bytes));
  return Promise.race([answered.promise, wait(1_000).then(() => "none" as const)]).finally(() =>
    outgoing.destroy(),
  );
}

test("bodies of unknown size count by what arrives of them", async () => {
  openGateway(world.runtime, { maxBytes, maxHeldBytes: 100_000 });
  expect(await sendWithoutEnd(60_000)).toBe(503);
  expect((await send("/Observation", { method: "POST", body: observation })).status).toBe(200);
});

test("a body that was only announced takes no room from others", async () => {
  openGateway(world.runtime, { maxBytes, maxHeldBytes: 100_000 });
  const url = `${base}/Observation`.replace("//localhost:", "//127.0.0.1:");
  const headers = {
    authorization: `Bearer ${key}`,
    "content-type": "application/fhir+json",
    "content-length": "49000",
  };
  const slow = startRequest(url, { method: "POST", headers });
  slow.on("error", () => {});
  slow.write("{");
  await wait(100);
  expect((await send("/Observation/o1")).status).toBe(200);
  expect((await send("/Observation", { method: "POST", body: observation })).status).toBe(200);
  slow.destroy();
});

test("a response that its client doesn't read takes room until the client has gone", async () => {
  openGateway(world.runtime, { maxHeldBytes: 30_000_000 });
  upstream.answerWith(sendJson({ ...observation, text: "x".repeat(10_000_000) }));
  const url = new URL(base);
  const slow = connect(Number(url.port), "127.0.0.1");
  slow.on("error", () => {});
  slow.write(
    `GET ${url.pathname}/Observation/o1 HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: Bearer ${key}\r\n\r\n`,
  );
  await once(slow, "readable");
  expect((await send("/Observation/o1")).status).toBe(503);
  slow.destroy();
  await expect
    .poll(() =>
      send("/Observation/o1").then(async (response) => [response.status, (await response.text()).length > 0]),
    )
    .toEqual([200, true]);
});

test("a burst of requests over new connections to a name reaches the server", async () => {
  const { port } = new URL(upstream.origin);
  const named = await insertGatewayServer(database, world.team, { baseUrl: `http://localhost:${port}/r4` });
  const url = `${getFhirBaseUrl(world.runtime.config, named.id)}/Observation/o1`;
  upstream.answerWith(async (_request, response) => {
    await wait(100);
    sendJson(observation)({ method: "", url: "", headers: {}, body: "" }, response);
  });
  const responses = await Promise.all(
    Array.from({ length: 60 }, () => callGateway(url, { credential: key })),
  );
  expect([...new Set(responses.map(({ status }) => status))]).toEqual([200]);
});

test("a response that grows too much, because it names the server's address again and again, is 502", async () => {
  upstream.answerWith(sendJson({ ...observation, text: `${upstream.base} `.repeat(3_500) }));
  const response = await send("/Observation/o1");
  expect([response.status, (await response.json()).error.message]).toEqual([
    502,
    "The FHIR server's response is larger than 16 MiB",
  ]);
});

test("a body that grows too much is 413", async () => {
  const long = `${upstream.base}/${"x".repeat(1_500)}`;
  const server = await insertGatewayServer(database, world.team, { baseUrl: long });
  const url = getFhirBaseUrl(world.runtime.config, server.id);
  const body = JSON.stringify({ resourceType: "Observation", text: `${url} `.repeat(1_000) });
  const response = await callGateway(`${url}/Observation`, { method: "POST", credential: key, body });
  expect(response.status).toBe(413);
  expect(upstream.received).toEqual([]);
});

test("capability statements count toward the limits, too", async () => {
  openGateway(world.runtime, { maxBytes, maxHeldBytes: 20_000 });
  const statement = { resourceType: "CapabilityStatement", fhirVersion: "4.0.1", text: "x".repeat(15_000) };
  upstream.answerWith(sendJson(statement));
  expect((await send("/metadata", { credential: null })).status).toBe(503);
});

test("a capability statement that is far too large is not kept", async () => {
  openGateway(world.runtime);
  const statement = { resourceType: "CapabilityStatement", text: "x".repeat(4 * 1024 * 1024) };
  upstream.answerWith(sendJson(statement));
  expect((await send("/metadata", { credential: null })).status).toBe(502);
});

test("101 and other interim responses are no answer", async () => {
  upstream.answerWith((_request, response) => {
    response.socket?.end("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
  });
  expect((await send("/Observation/o1")).status).toBe(502);
});
