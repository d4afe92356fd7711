import { afterEach, describe, expect, test } from "vitest";
import { createAppKey } from "#e2e/support/oauth/sign-assertion.ts";
import { startFhirServer, type TestServer } from "#e2e/support/servers/fhir-server.ts";
import { createAppKeys } from "./app-keys.ts";

const config = { fhirAllowPrivateNetworks: false, fhirAllowLoopback: true };
const key = createAppKey("ES256");
let servers: TestServer[] = [];

afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

/** A server whose answer can change, and keys read from it with a clock of the test's own. */
async function start(first: { status?: number; body?: string; cacheControl?: string } = {}) {
  const answer = {
    status: 200,
    body: JSON.stringify({ keys: [key.jwk] }),
    cacheControl: "max-age=60",
    ...first,
  };
  const server = await startFhirServer((_request, response) => {
    response.writeHead(answer.status, { "Cache-Control": answer.cacheControl }).end(answer.body);
  });
  servers.push(server);
  const warnings: unknown[] = [];
  const clock = { ms: 0 };
  const keys = createAppKeys({
    config,
    logger: { warn: (...line: unknown[]) => void warnings.push(line) },
    readMs: () => clock.ms,
    wait: async (ms) => {
      clock.ms += ms;
    },
  });
  const uri = `http://127.0.0.1:${server.port}/jwks.json`;
  const load = (kid: string | undefined = key.kid) => keys.load({ ownerId: "app_1", uri, kid });
  return { answer, server, warnings, clock, keys, uri, load };
}

describe("the keys of an app with an address", () => {
  test("are kept as long as the response allows", async () => {
    const { server, clock, load } = await start();
    expect(await load()).toHaveLength(1);
    clock.ms = 59_999;
    await load();
    expect(server.countConnections()).toBe(1);
    clock.ms = 60_000;
    await load();
    expect(server.countConnections()).toBe(2);
  });

  test.each([
    ["at most 5 minutes", "max-age=86400", 299_999, 300_000],
    ["not at all without storing", "no-store", -1, 0],
    ["5 minutes by default", "public", 299_999, 300_000],
  ])("are kept %s", async (_name, cacheControl, lastMs, endMs) => {
    const { server, clock, load } = await start({ cacheControl });
    await load();
    if (lastMs >= 0) {
      clock.ms = lastMs;
      await load();
      expect(server.countConnections()).toBe(1);
    }
    clock.ms = endMs;
    await load();
    expect(server.countConnections()).toBe(2);
  });

  test("are read again for an unknown name, at most every 10 seconds", async () => {
    const { answer, server, clock, load } = await start();
    await load();
    const next = createAppKey("ES256");
    answer.body = JSON.stringify({ keys: [key.jwk, next.jwk] });
    clock.ms = 9_999;
    expect(await load(next.kid)).toHaveLength(1);
    expect(server.countConnections()).toBe(1);
    clock.ms = 10_000;
    expect(await load(next.kid)).toHaveLength(2);
    for (let i = 0; i < 5; i++) await load("unknown");
    expect(server.countConnections()).toBe(2);
  });

  test("are read once for many requests at the same time", async () => {
    const { server, load } = await start();
    const found = await Promise.all(Array.from({ length: 20 }, () => load()));
    expect(found.map(({ length }) => length)).toEqual(Array(20).fill(1));
    expect(server.countConnections()).toBe(1);
  });

  test.each(["no-store", "max-age=0"])("are read at most once a second with %s", async (cacheControl) => {
    const { server, clock, load } = await start({ cacheControl });
    await load();
    for (let i = 0; i < 10; i++) expect(await Promise.all([load(), load("forged")])).toHaveLength(2);
    expect(server.countConnections()).toBe(11);
    expect(clock.ms).toBeGreaterThanOrEqual(10_000);
  });

  test("are not read for someone who may cause no request", async () => {
    const { server, clock, keys, uri, load } = await start();
    const beforeRequest = () => Promise.reject(new Error("no room"));
    const question = { ownerId: "app_1", uri, kid: key.kid, beforeRequest };
    await expect(keys.load(question)).rejects.toThrow("no room");
    await load();
    expect(await keys.load(question)).toHaveLength(1);
    clock.ms = 60_000;
    await expect(keys.load(question)).rejects.toThrow("no room");
    expect(server.countConnections()).toBe(1);
  });

  test("without those that can't check a signature", async () => {
    const { kid: _, ...unusable } = createAppKey("ES256").jwk;
    const body = JSON.stringify({ keys: [{ kty: "oct", k: "AA" }, { ...unusable, use: "enc" }, key.jwk] });
    expect(await (await start({ body })).load()).toEqual([key.jwk]);
  });

  test.each([
    ["an error", { status: 500 }, "the response has the status 500"],
    ["a redirect", { status: 302 }, "the response has the status 302"],
    ["no JSON", { body: "<html>" }, "the response is not JSON"],
    ["no key set", { body: "[]" }, "the response is not a key set"],
    ["too much", { body: " ".repeat(70_000) }, "too_large"],
  ])(
    "are missing after %s, which is logged without keys, and tried again after 10 seconds",
    async (_name, first, reason) => {
      const { answer, server, warnings, clock, load } = await start(first);
      expect(await load()).toEqual([]);
      expect(await load()).toEqual([]);
      expect(server.countConnections()).toBe(1);
      expect(warnings).toEqual([[{ ownerId: "app_1", reason }, "public keys can't be read"]]);
      clock.ms = 10_000;
      Object.assign(answer, { status: 200, body: JSON.stringify({ keys: [key.jwk] }) });
      expect(await load()).toHaveLength(1);
    },
  );

  test("are not read from addresses that are not allowed", async () => {
    const { server } = await start();
    const warnings: unknown[] = [];
    const keys = createAppKeys({
      config: { ...config, fhirAllowLoopback: false },
      logger: { warn: (...line: unknown[]) => void warnings.push(line) },
    });
    const uri = `http://127.0.0.1:${server.port}/jwks.json`;
    expect(await keys.load({ ownerId: "app_1", uri, kid: undefined })).toEqual([]);
    expect(server.countConnections()).toBe(0);
    expect(JSON.stringify(warnings)).toContain("address_not_allowed");
  });

  test("are read from the new address when it changes", async () => {
    const [first, second] = [await start(), await start({ body: '{"keys":[]}' })];
    expect(await first.load()).toHaveLength(1);
    expect(await first.keys.load({ ownerId: "app_1", uri: second.uri, kid: key.kid })).toEqual([]);
    expect(second.server.countConnections()).toBe(1);
  });
});
