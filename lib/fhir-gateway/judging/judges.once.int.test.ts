import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { OutboundResponse } from "#lib/platform/outbound/exchange.ts";
import type { ResponseOptions } from "./judge-response.ts";
import { createJudges } from "./judges.ts";

const base = "https://fhir.example.com/r4";
const gatewayBase = "https://console.example.com/v1/api/fhir/servers/srv_1/fhir";

const options: ResponseOptions = {
  judged: {
    call: { interaction: "search-type", type: "Observation", path: "/Observation", isConditional: false },
    needs: [],
    wideFeature: null,
    below: "/Observation",
    method: "GET",
    headers: {},
    isPage: false,
    patientId: null,
  },
  wideFeature: null,
  holder: { permissions: new Set(["fhir.data:read"]), smartScopes: [], grant: null },
  owner: { callerId: "key_1", server: { id: "srv_1", baseUrl: base }, secrets: ["s".repeat(32)] },
  gatewayBase,
  maxBytes: 16_777_216,
  nowMs: 0,
};

function createBundle(count: number, type = "Observation"): OutboundResponse {
  const resource = { resourceType: type, subject: { reference: `${base}/Patient/1` }, value: "x".repeat(50) };
  const entry = Array.from({ length: count }, (_, id) => ({ resource: { ...resource, id: String(id) } }));
  const body = Buffer.from(JSON.stringify({ resourceType: "Bundle", entry }));
  return { status: 200, headers: { "content-type": "application/fhir+json" }, body };
}

/** How often the event loop turns until then. */
async function countTurns(until: Promise<unknown>): Promise<number> {
  let isOver = false;
  void until.finally(() => {
    isOver = true;
  });
  let turns = 0;
  for (; !isOver; turns++) await nextTurn();
  return turns;
}

test("judges a large response as a small one, while the event loop goes on", async () => {
  const judges = createJudges({ niceness: 0 });
  const small = await judges.judgeResponse(createBundle(1), options);
  expect(small.body).toContain(`"${gatewayBase}/Patient/1"`);
  const judging = judges.judgeResponse(createBundle(20_000), options);
  expect(await countTurns(judging)).toBeGreaterThan(10);
  const { status, headers, body } = await judging;
  expect([status, headers]).toEqual([small.status, small.headers]);
  if (!(body instanceof Uint8Array)) throw new Error("a large response is sent as bytes");
  const text = new TextDecoder().decode(body);
  expect(text.split(`"${gatewayBase}/Patient/1"`)).toHaveLength(20_001);
  expect(text).not.toContain(base);
});

test("judges a large body", async () => {
  const judges = createJudges({ niceness: 0 });
  const call = { ...options.judged.call, interaction: "create" as const };
  const judged = { ...options.judged, call, method: "POST" };
  const resource = { resourceType: "Observation", note: "x".repeat(100_000), at: `${gatewayBase}/Patient/1` };
  const paths = { from: gatewayBase, to: base, maxBytes: 16_777_216 };
  const sent = { judged, contentType: "application/fhir+json", ...paths };
  const { bytes } = await judges.judgeBody(Buffer.from(JSON.stringify(resource)), sent);
  expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual({ ...resource, at: `${base}/Patient/1` });
  const other = Buffer.from(JSON.stringify({ ...resource, resourceType: "Patient" }));
  await expect(judges.judgeBody(other, sent)).rejects.toMatchObject({
    code: "invalid_request",
    message: "The resource in the request body is of another type than the path",
  });
});

test("refuses what a large response may not contain", async () => {
  const judges = createJudges({ niceness: 0 });
  const holder = { permissions: new Set<string>(), smartScopes: ["system/Observation.s"], grant: null };
  await judges.judgeResponse(createBundle(2_000), { ...options, holder });
  const judging = judges.judgeResponse(createBundle(2_000, "Patient"), { ...options, holder });
  await expect(judging).rejects.toMatchObject({ code: "bad_gateway" });
});

test("a body that needs too much memory fails alone", async () => {
  const judges = createJudges({ niceness: 0, maxMegabytes: 16 });
  const results = await Promise.allSettled([
    judges.judgeResponse(createBundle(100_000), options),
    judges.judgeResponse(createBundle(1_000), options),
    judges.judgeResponse(createBundle(1_000), options),
    judges.judgeResponse(createBundle(1_000), options),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled", "fulfilled"]);
});
