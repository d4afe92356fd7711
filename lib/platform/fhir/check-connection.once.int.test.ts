import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startFhirServer, type TestServer } from "#e2e/support/servers/fhir-server.ts";
import type { Resolve } from "#lib/platform/outbound/send-guarded-request.ts";
import { checkConnection } from "./check-connection.ts";

const strict = { fhirAllowPrivateNetworks: false, fhirAllowLoopback: false };
const withPrivate = { ...strict, fhirAllowPrivateNetworks: true };
const withLoopback = { ...strict, fhirAllowLoopback: true };

/** Must not receive a connection. */
let listener: TestServer;
let fhir: TestServer;

beforeAll(async () => {
  listener = await startFhirServer();
  fhir = await startFhirServer();
});

afterAll(async () => {
  await listener.close();
  await fhir.close();
});

/** Returns each answer once, and the last one from then on. */
function resolveTo(...answers: string[][]): Resolve & { mock: { calls: unknown[] } } {
  let asked = 0;
  return vi.fn(async () => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    return answer.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  });
}

describe("servers on this machine, in a private network or at a metadata service", () => {
  test.each([
    ...["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.1."],
    ...["0.0.0.0", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"],
    ...["[64:ff9b::7f00:1]", "[2002:7f00:1::]", "localhost", "１２７.０.０.１", "127。0。0。1"],
    ...["169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200", "224.0.0.1", "255.255.255.255"],
    ...["10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "[fd12::1]"],
  ])("sends no request to %s", async (host) => {
    const answer = await checkConnection(`http://${host}:${listener.port}/r4`, { config: strict });
    expect(answer).toMatchObject({ ok: false, problem: "address_not_allowed" });
    expect(listener.countConnections()).toBe(0);
  });

  test.each([
    ["a loopback name", ["127.0.0.1"]],
    ["a public and a loopback address", ["8.8.8.8", "127.0.0.1"]],
    ["a metadata and a private address", ["10.0.0.1", "169.254.169.254"]],
    ["loopback inside IPv6", ["::ffff:127.0.0.1"]],
  ])("sends no request to a name for %s", async (_name, addresses) => {
    const resolve = resolveTo(addresses);
    const url = `http://fhir.example.com:${listener.port}/r4`;
    expect(await checkConnection(url, { config: withPrivate, resolve })).toMatchObject({
      problem: "address_not_allowed",
    });
    expect(listener.countConnections()).toBe(0);
  });

  test("connects to the checked address when the name changes afterwards", async () => {
    const resolve = resolveTo(["127.0.0.1"], ["169.254.169.254"]);
    const url = `http://fhir.example.com:${fhir.port}/r4`;
    expect(await checkConnection(url, { config: withLoopback, resolve })).toMatchObject({ ok: true });
    expect(resolve.mock.calls).toEqual([["fhir.example.com", expect.any(AbortSignal)]]);
  });

  test("checks the first answer when the name later changes to loopback", async () => {
    const resolve = resolveTo(["10.0.0.1"], ["127.0.0.1"]);
    const url = `http://fhir.example.com:${listener.port}/r4`;
    expect(await checkConnection(url, { config: strict, resolve })).toMatchObject({
      problem: "address_not_allowed",
    });
    expect(resolve.mock.calls).toHaveLength(1);
    expect(listener.countConnections()).toBe(0);
  });

  test("does not follow a redirect", async () => {
    const redirecting = await startFhirServer((_request, response) => {
      response.writeHead(302, { Location: `http://127.0.0.1:${listener.port}/r4/metadata` }).end();
    });
    const url = `http://127.0.0.1:${redirecting.port}`;
    expect(await checkConnection(url, { config: withLoopback })).toMatchObject({ problem: "redirected" });
    expect(redirecting.countConnections()).toBe(1);
    expect(listener.countConnections()).toBe(0);
    await redirecting.close();
  });
});

describe("with the setting that allows it", () => {
  test("connects to loopback, but still not to a private network", async () => {
    const answer = await checkConnection(`http://127.0.0.1:${fhir.port}/r4`, { config: withLoopback });
    expect(answer).toEqual({
      ok: true,
      problem: null,
      message: "The server responds.",
      fhirVersion: "4.0.1",
      software: "Ward Server 7.2.0",
      capabilities: { resourceTypes: 2, declaresSmart: true, formats: ["json"] },
      credential: null,
      durationMs: expect.any(Number),
    });
    expect(await checkConnection("http://10.0.0.1/r4", { config: withLoopback })).toMatchObject({
      problem: "address_not_allowed",
    });
  });

  test.each(["127.0.0.1", "169.254.169.254", "[fd00:ec2::254]", "0.0.0.0"])(
    "connects to a private network, but still not to %s",
    async (host) => {
      expect(await checkConnection(`http://${host}:${listener.port}`, { config: withPrivate })).toMatchObject(
        { problem: "address_not_allowed" },
      );
      expect(listener.countConnections()).toBe(0);
    },
  );
});

describe("reports in plain words that a server does not work", () => {
  const check = async (answer: Parameters<typeof startFhirServer>[0]) => {
    const server = await startFhirServer(answer);
    const result = await checkConnection(`http://127.0.0.1:${server.port}`, { config: withLoopback });
    await server.close();
    return result;
  };

  test("when the status is not 200", async () => {
    const answer = await check((_request, response) => response.writeHead(503).end());
    expect(answer).toMatchObject({ problem: "refused", message: expect.stringContaining("503") });
  });

  test.each([
    ["a page", "<html></html>"],
    ["another resource", '{"resourceType":"Patient"}'],
    ["nothing", ""],
  ])("when it returns %s instead of a statement", async (_name, body) => {
    expect(await check((_request, response) => response.end(body))).toMatchObject({ problem: "not_fhir" });
  });

  test("when the response has no end", async () => {
    let isOpen = true;
    const answer = await check(async (_request, response) => {
      response.on("close", () => {
        isOpen = false;
      });
      while (isOpen) {
        response.write(" ".repeat(65_536));
        await wait(0);
      }
    });
    expect(answer).toMatchObject({ problem: "too_large" });
  });

  test.each([401, 403])("when it answers a request with a credential with %s", async (status) => {
    const server = await startFhirServer((_request, response) => response.writeHead(status).end());
    const baseUrl = `http://127.0.0.1:${server.port}`;
    const credential = { kind: "bearer", authorization: "Bearer secret-of-the-server" } as const;
    const answer = await checkConnection(baseUrl, { config: withLoopback, credential });
    const without = await checkConnection(baseUrl, { config: withLoopback });
    await server.close();
    expect(answer).toMatchObject({ problem: "credential_refused", credential: "bearer" });
    expect(answer.message).toContain(`(status ${status})`);
    expect(JSON.stringify(answer)).not.toContain("secret-of-the-server");
    expect(without).toMatchObject({ problem: "refused", credential: null });
  });

  // Both wait for the full time limit.
  test.concurrent("when it does not answer within 5 seconds", async () => {
    const server = await startFhirServer(() => undefined);
    const answer = await checkConnection(`http://127.0.0.1:${server.port}`, { config: withLoopback });
    expect(answer).toMatchObject({ problem: "timed_out" });
    await server.close();
  });

  test.concurrent("when the name never resolves, or is unknown", async () => {
    const never: Resolve = () => new Promise(() => undefined);
    const unknown: Resolve = () => Promise.reject(new Error("ENOTFOUND"));
    const url = "http://fhir.example.com";
    const [late, missing] = await Promise.all([
      checkConnection(url, { config: strict, resolve: never }),
      checkConnection(url, { config: strict, resolve: unknown }),
    ]);
    expect(late).toMatchObject({ problem: "timed_out" });
    expect(missing).toMatchObject({ problem: "name_not_found" });
  });

  test("when the port is closed, the connection is closed, or there is no TLS", async () => {
    const closed = await startFhirServer();
    await closed.close();
    const url = `http://127.0.0.1:${closed.port}`;
    expect(await checkConnection(url, { config: withLoopback })).toMatchObject({ problem: "unreachable" });
    expect(await check((request) => request.socket.destroy())).toMatchObject({ problem: "unreachable" });
    const plain = await checkConnection(`https://127.0.0.1:${fhir.port}/r4`, { config: withLoopback });
    expect(plain).toMatchObject({ ok: false, problem: "unreachable" });
  });
});
