import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import {
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
import { ByteEngine, FhirError, PermissionError } from "../../sdk/src/index.ts";

let database: Database;
let world: GatewayWorld;
let upstream: RecordingUpstream;
let serverId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startGatewayWorld(database);
  upstream = await startRecordingUpstream();
  ({ id: serverId } = await insertGatewayServer(database, world.team, { baseUrl: upstream.base }));
});

afterAll(async () => {
  await world.stop();
  await upstream.close();
  await database.close();
});

beforeEach(() => {
  upstream.clear();
});

async function connect(permissions?: string[]) {
  const { secret: apiKey } = await insertDataKey(database, world.team, permissions);
  return new ByteEngine({ apiKey, baseUrl: world.origin, maxRetries: 0 }).fhir.servers.client(serverId);
}

const observation = (id: string) => ({ resourceType: "Observation", id, status: "final" });

test("the SDK's client reads, and finds resources on every page", async () => {
  const fhir = await connect(["fhir.data:read"]);
  upstream.answerWith(sendJson(observation("o1")));
  expect(await fhir.read("Observation", "o1")).toEqual(observation("o1"));
  const pages = [
    { id: "o1", link: [{ relation: "next", url: `${upstream.base}?_getpages=7&_getpagesoffset=1` }] },
    { id: "o2", link: [] },
  ];
  upstream.answerWith((request, response) => {
    const page = pages[request.url.includes("_getpages") ? 1 : 0];
    const entry = [{ resource: observation(page?.id ?? ""), search: { mode: "match" } }];
    const bundle = { resourceType: "Bundle", type: "searchset", total: 2, link: page?.link, entry };
    return sendJson(bundle)(request, response);
  });
  const found: unknown[] = [];
  for await (const { id } of fhir.search("Observation", { code: "8867-4", _count: 1 })) found.push(id);
  expect(found).toEqual(["o1", "o2"]);
  expect(upstream.received.at(-1)?.url).toBe("/r4?_getpages=7&_getpagesoffset=1");
});

test("the SDK's client writes, and throws the errors of the server and of the gateway", async () => {
  const fhir = await connect();
  upstream.answerWith(
    sendJson(observation("o9"), {
      status: 201,
      headers: { ETag: 'W/"1"', Location: `${upstream.base}/Observation/o9/_history/1` },
    }),
  );
  const created = await fhir.create({ resourceType: "Observation", status: "final" });
  expect(created).toEqual({ resource: observation("o9"), id: "o9", versionId: "1", created: true });
  const outcome = { resourceType: "OperationOutcome", issue: [{ severity: "error", code: "conflict" }] };
  upstream.answerWith(sendJson(outcome, { status: 412 }));
  const failed = fhir.update(observation("o9"), { ifMatch: "7" });
  await expect(failed).rejects.toBeInstanceOf(FhirError);
  await expect(failed).rejects.toMatchObject({ status: 412, outcome });
  expect(upstream.received.at(-1)?.headers["if-match"]).toBe('W/"7"');
  const reader = await connect(["fhir.data:read"]);
  await expect(reader.delete("Observation", "o9")).rejects.toBeInstanceOf(PermissionError);
  const writer = await connect(["fhir.data:write"]);
  upstream.answerWith(
    sendJson(observation("o9"), {
      status: 201,
      headers: { Location: `${upstream.base}/Observation/o9/_history/1` },
    }),
  );
  expect(await writer.create({ resourceType: "Observation" })).toMatchObject({ resource: null, id: "o9" });
});
