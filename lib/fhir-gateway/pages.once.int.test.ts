import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import {
  callGateway,
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
import { createCursor } from "./judging/cursors.ts";

let database: Database;
let world: GatewayWorld;
let upstream: RecordingUpstream;
let server: { id: string; baseUrl: string };
let base: string;
let key: { id: string; secret: string };
let app: { id: string; token: string };

const observation = { resourceType: "Observation", id: "o1" };

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startGatewayWorld(database);
  upstream = await startRecordingUpstream();
  server = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
  base = getFhirBaseUrl(world.runtime.config, server.id);
  key = await insertDataKey(database, world.team);
  app = await insertToken(database, world.team, ["system/Observation.rs"]);
});

afterAll(async () => {
  await world.stop();
  await upstream.close();
  await database.close();
});

beforeEach(() => {
  upstream.clear();
  upstream.answerWith((request, response) => {
    const links = [
      { relation: "self", url: upstream.origin + request.url },
      { relation: "next", url: `${upstream.base}?_getpages=1234&_getpagesoffset=20` },
      { relation: "previous", url: "https://elsewhere.example/r4?page=1" },
    ];
    const bundle = {
      resourceType: "Bundle",
      type: "searchset",
      link: links,
      entry: [{ resource: observation }],
    };
    return sendJson(bundle)(request, response);
  });
});

async function search(credential: string, below = "/Observation?code=1"): Promise<string> {
  const response = await callGateway(base + below, { credential });
  const { link } = await response.json();
  expect(link.map(({ relation }: { relation: string }) => relation)).toEqual(["self", "next"]);
  upstream.clear();
  return link[1].url;
}

async function follow(url: string, credential: string): Promise<[number, string | undefined]> {
  const response = await callGateway(url, { credential });
  const body = await response.json();
  return [response.status, body.error?.code];
}

describe("a link to another page", () => {
  test("shows nothing of the server, and leads to the page", async () => {
    const next = await search(app.token);
    expect(next.startsWith(`${base}/?_cursor=`)).toBe(true);
    expect(next).not.toContain("getpages");
    const response = await callGateway(next, { credential: app.token });
    expect(response.status).toBe(200);
    expect(upstream.received.map(({ url }) => url)).toEqual(["/r4?_getpages=1234&_getpagesoffset=20"]);
    const { link } = await response.json();
    expect(await follow(link[1].url, app.token)).toEqual([200, undefined]);
  });

  test("works for nobody else, and for no other server", async () => {
    const next = await search(app.token);
    const other = await insertToken(database, world.team, ["system/Observation.rs"]);
    expect(await follow(next, other.token)).toEqual([400, "invalid_request"]);
    expect(await follow(next, key.secret)).toEqual([400, "invalid_request"]);
    const twin = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
    expect(await follow(next.replace(server.id, twin.id), app.token)).toEqual([400, "invalid_request"]);
    expect(upstream.received).toEqual([]);
  });

  test("works in no other form", async () => {
    const next = await search(app.token);
    const [start = "", cursor = ""] = next.split("_cursor=");
    const changed = [
      `${cursor.slice(0, -1)}${cursor.endsWith("A") ? "B" : "A"}`,
      `${cursor.slice(0, 20)}${cursor[20] === "A" ? "B" : "A"}${cursor.slice(21)}`,
      `${cursor}.x`,
      cursor.split(".")[1] ?? "",
      `${cursor}&_cursor=${cursor}`,
      `${cursor}&code=1`,
      "",
      "a.b",
    ];
    for (const text of changed) {
      expect(await follow(`${start}_cursor=${text}`, app.token)).toEqual([400, "invalid_request"]);
    }
    expect(upstream.received).toEqual([]);
  });

  test("expires after 15 minutes", async () => {
    const page = {
      below: "/Observation?page=2",
      type: "Observation",
      interaction: "search-type",
      wideFeature: null,
    } as const;
    const owner = { callerId: app.id, server, secrets: world.runtime.secrets.session };
    const link = (ageMs: number) => `${base}?_cursor=${createCursor(page, owner, Date.now() - ageMs)}`;
    expect(await follow(link(14 * 60_000), app.token)).toEqual([200, undefined]);
    expect(await follow(link(15 * 60_000 + 1_000), app.token)).toEqual([400, "invalid_request"]);
  });

  test("needs the permissions of now", async () => {
    const limited = await insertDataKey(database, world.team, ["fhir.data:read"]);
    const next = await search(limited.secret);
    await database.prisma.apiKey.update({ where: { id: limited.id }, data: { permissions: ["keys:read"] } });
    expect(await follow(next, limited.secret)).toEqual([403, "forbidden"]);
  });

  test("of a search that reaches every type needs every type", async () => {
    const page = {
      below: "?page=2",
      type: "Observation",
      interaction: "search-type",
      wideFeature: "_include",
    } as const;
    const owner = { callerId: app.id, server, secrets: world.runtime.secrets.session };
    expect(await follow(`${base}?_cursor=${createCursor(page, owner, Date.now())}`, app.token)).toEqual([
      403,
      "forbidden",
    ]);
  });

  test("is judged again by what the page contains", async () => {
    const next = await search(app.token);
    upstream.answerWith(
      sendJson({ resourceType: "Bundle", entry: [{ resource: { resourceType: "Patient", id: "p1" } }] }),
    );
    expect(await follow(next, app.token)).toEqual([502, "bad_gateway"]);
  });

  test("ends with the server's base URL", async () => {
    const own = await insertGatewayServer(database, world.team, { baseUrl: upstream.base });
    const response = await callGateway(`${base.replace(server.id, own.id)}/Observation`, {
      credential: app.token,
    });
    const next = (await response.json()).link[1].url;
    const moved = `${upstream.base}/moved`;
    await database.prisma.fhirServer.update({
      where: { id: own.id },
      data: { baseUrl: moved, gatewayBaseUrl: moved },
    });
    await expect.poll(() => follow(next, app.token)).toEqual([400, "invalid_request"]);
  });
});
