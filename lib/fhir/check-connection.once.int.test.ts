import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startFhirServer, type TestServer } from "#lib/testing/fhir-server.ts";
import { checkConnection } from "./check-connection.ts";
import type { Resolve } from "./send-guarded-request.ts";

const strict = { fhirAllowPrivateNetworks: false, fhirAllowLoopback: false };
const withPrivate = { ...strict, fhirAllowPrivateNetworks: true };
const withLoopback = { ...strict, fhirAllowLoopback: true };

/** Must be left alone. */
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

/** Gives each answer once, the last for ever. */
function resolveTo(...answers: string[][]): Resolve & { mock: { calls: unknown[] } } {
  let asked = 0;
  return vi.fn(async () => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    return answer.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  });
}

describe("what leads to this machine, a private network or a metadata service", () => {
  test.each([
    ...["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.1."],
    ...["0.0.0.0", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"],
    ...["[64:ff9b::7f00:1]", "[2002:7f00:1::]", "localhost", "１２７.０.０.１", "127。0。0。1"],
    ...["169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200", "224.0.0.1", "255.255.255.255"],
    ...["10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "[fd12::1]"],
  ])("is not called: %s", async (host) => {
    const answer = await checkConnection(`http://${host}:${listener.port}/r4`, { config: strict });
    expect(answer).toMatchObject({ ok: false, problem: "address_not_allowed" });
    expect(listener.countConnections()).toBe(0);
  });

  test.each([
    ["a name of loopback", ["127.0.0.1"]],
    ["a public address beside loopback", ["8.8.8.8", "127.0.0.1"]],
    ["a metadata address beside a private one", ["10.0.0.1", "169.254.169.254"]],
    ["loopback inside of IPv6", ["::ffff:127.0.0.1"]],
  ])("is not called by a name: %s", async (_name, addresses) => {
    const resolve = resolveTo(addresses);
    const url = `http://fhir.example.com:${listener.port}/r4`;
    expect(await checkConnection(url, { config: withPrivate, resolve })).toMatchObject({
      problem: "address_not_allowed",
    });
    expect(listener.countConnections()).toBe(0);
  });

  test("a name that changes after it was judged leads where it led then", async () => {
    const resolve = resolveTo(["127.0.0.1"], ["169.254.169.254"]);
    const url = `http://fhir.example.com:${fhir.port}/r4`;
    expect(await checkConnection(url, { config: withLoopback, resolve })).toMatchObject({ ok: true });
    expect(resolve.mock.calls).toEqual([["fhir.example.com", expect.any(AbortSignal)]]);
  });

  test("a name that turns to loopback after its first answer is judged by the first", async () => {
    const resolve = resolveTo(["10.0.0.1"], ["127.0.0.1"]);
    const url = `http://fhir.example.com:${listener.port}/r4`;
    expect(await checkConnection(url, { config: strict, resolve })).toMatchObject({
      problem: "address_not_allowed",
    });
    expect(resolve.mock.calls).toHaveLength(1);
    expect(listener.countConnections()).toBe(0);
  });

  test("a redirect is not followed", async () => {
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
  test("loopback is called, and a private network is then still not", async () => {
    const answer = await checkConnection(`http://127.0.0.1:${fhir.port}/r4`, { config: withLoopback });
    expect(answer).toEqual({
      ok: true,
      problem: null,
      message: "The server responds.",
      fhirVersion: "4.0.1",
      software: "Ward Server 7.2.0",
      durationMs: expect.any(Number),
    });
    expect(await checkConnection("http://10.0.0.1/r4", { config: withLoopback })).toMatchObject({
      problem: "address_not_allowed",
    });
  });

  test.each(["127.0.0.1", "169.254.169.254", "[fd00:ec2::254]", "0.0.0.0"])(
    "a private network may be called, and %s still not",
    async (host) => {
      expect(await checkConnection(`http://${host}:${listener.port}`, { config: withPrivate })).toMatchObject(
        { problem: "address_not_allowed" },
      );
      expect(listener.countConnections()).toBe(0);
    },
  );
});

describe("a server that is not well is told in plain words", () => {
  const check = async (answer: Parameters<typeof startFhirServer>[0]) => {
    const server = await startFhirServer(answer);
    const result = await checkConnection(`http://127.0.0.1:${server.port}`, { config: withLoopback });
    await server.close();
    return result;
  };

  test("another status", async () => {
    const answer = await check((_request, response) => response.writeHead(503).end());
    expect(answer).toMatchObject({ problem: "refused", message: expect.stringContaining("503") });
  });

  test.each([
    ["a page", "<html></html>"],
    ["another resource", '{"resourceType":"Patient"}'],
    ["nothing", ""],
  ])("%s in place of a statement", async (_name, body) => {
    expect(await check((_request, response) => response.end(body))).toMatchObject({ problem: "not_fhir" });
  });

  test("an answer without end is cut off", async () => {
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

  test("one that says nothing is left after 5 seconds", async () => {
    const server = await startFhirServer(() => undefined);
    const answer = await checkConnection(`http://127.0.0.1:${server.port}`, { config: withLoopback });
    expect(answer).toMatchObject({ problem: "timed_out" });
    await server.close();
  });

  test("a name that never resolves is left as well, and one that is unknown is said to be", async () => {
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

  test("a closed port, one that ends the connection, and one without TLS", async () => {
    const closed = await startFhirServer();
    await closed.close();
    const url = `http://127.0.0.1:${closed.port}`;
    expect(await checkConnection(url, { config: withLoopback })).toMatchObject({ problem: "unreachable" });
    expect(await check((request) => request.socket.destroy())).toMatchObject({ problem: "unreachable" });
    const plain = await checkConnection(`https://127.0.0.1:${fhir.port}/r4`, { config: withLoopback });
    expect(plain).toMatchObject({ ok: false, problem: "unreachable" });
  });
});
