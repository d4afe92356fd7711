import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startFhirServer, type TestServer } from "#e2e/support/servers/fhir-server.ts";
import { createKeptAlive, type KeptAlive } from "./kept-alive.ts";
import type { Resolve } from "./send-guarded-request.ts";

let server: TestServer;
let sender: KeptAlive;

beforeAll(async () => {
  server = await startFhirServer((request, response) => {
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
    });
    request.on("end", () => response.end(`${request.method} ${size}`));
  });
});

afterAll(() => server.close());

beforeEach(() => {
  sender = createKeptAlive({ allowed: ["public", "loopback"], maxIdle: 4 });
});

afterEach(() => sender.close());

function resolveTo(...answers: string[][]) {
  return vi.fn<Resolve>(async () => {
    const addresses = answers.length > 1 ? (answers.shift() ?? []) : (answers[0] ?? []);
    return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  });
}

interface Sent {
  url?: string;
  method?: string;
  body?: Uint8Array | null;
  maxBytes?: number;
  signal?: AbortSignal;
}

function send({ url = `http://127.0.0.1:${server.port}/`, ...sent }: Sent = {}, by = sender) {
  const { method = "GET", body = null, maxBytes = 1_000, signal = AbortSignal.timeout(2_000) } = sent;
  return by.send({ method, url: new URL(url), headers: {}, body, maxBytes, signal });
}

test.each(["GET", "POST", "PUT", "PATCH", "DELETE"])(
  "sends %s with a body, over one connection",
  async (method) => {
    const before = server.countConnections();
    const body = method === "GET" ? null : Buffer.from("12345");
    for (let i = 0; i < 3; i++) {
      const { status, body: answered } = await send({ method, body });
      expect([status, answered.toString()]).toEqual([200, `${method} ${body?.length ?? 0}`]);
    }
    expect(server.countConnections()).toBe(before + 1);
  },
);

describe("an address that isn't allowed", () => {
  test.each(["http://10.0.0.1/", "http://169.254.169.254/", "http://[fd00:ec2::254]/", "http://0.0.0.0/"])(
    "%s is not connected to",
    async (url) => {
      await expect(send({ url })).rejects.toMatchObject({ reason: "address_not_allowed" });
    },
  );

  test.each([
    ["a private name", ["10.0.0.1"]],
    ["a name with one private address", ["127.0.0.1", "10.0.0.1"]],
    ["a name inside IPv6", ["::ffff:10.0.0.1"]],
  ])("%s is not connected to", async (_name, addresses) => {
    const before = server.countConnections();
    const guarded = createKeptAlive({ allowed: ["loopback"], maxIdle: 4, resolve: resolveTo(addresses) });
    const url = `http://fhir.example.com:${server.port}/`;
    await expect(send({ url }, guarded)).rejects.toMatchObject({ reason: "address_not_allowed" });
    expect(server.countConnections()).toBe(before);
  });

  test("is judged for each connection, not for each request", async () => {
    const resolve = resolveTo(["127.0.0.1"], ["10.0.0.1"]);
    const guarded = createKeptAlive({ allowed: ["loopback"], maxIdle: 4, resolve });
    const url = `http://fhir.example.com:${server.port}/`;
    await send({ url }, guarded);
    await send({ url }, guarded);
    expect(resolve).toHaveBeenCalledTimes(1);
    // Two at once need a second connection.
    const both = await Promise.allSettled([send({ url }, guarded), send({ url }, guarded)]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    guarded.close();
  });
});

test("a name that isn't found, or resolves to nothing, is not connected to", async () => {
  for (const resolve of [resolveTo([]), vi.fn<Resolve>(() => Promise.reject(new Error("ENOTFOUND")))]) {
    const guarded = createKeptAlive({ allowed: ["public"], maxIdle: 4, resolve });
    await expect(send({ url: "http://fhir.example.com/" }, guarded)).rejects.toMatchObject({
      reason: "name_not_found",
    });
  }
});

test("a response has a limited size and time", async () => {
  const slow = await startFhirServer((request, response) => {
    if (request.url === "/large") response.end("x".repeat(2_000));
  });
  const url = `http://127.0.0.1:${slow.port}`;
  await expect(send({ url: `${url}/large` })).rejects.toMatchObject({ reason: "too_large" });
  await expect(send({ url, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    name: "TimeoutError",
  });
  await slow.close();
});

describe("a connection that the server closes just when it is used", () => {
  let closing: Server;
  let received: string[];
  let port: number;

  beforeEach(async () => {
    received = [];
    let used = 0;
    closing = createServer((request, response) => {
      received.push(request.method ?? "");
      used += 1;
      if (used === 2) request.socket.destroy();
      else response.end("ok");
    });
    await new Promise<void>((resolve) => closing.listen(0, "127.0.0.1", resolve));
    const address = closing.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterEach(() => {
    closing.closeAllConnections();
    closing.close();
  });

  test("is replaced for what can be repeated", async () => {
    const url = `http://127.0.0.1:${port}/`;
    await send({ url });
    expect((await send({ url })).status).toBe(200);
    expect(received).toEqual(["GET", "GET", "GET"]);
  });

  test("fails for what must not happen twice", async () => {
    const url = `http://127.0.0.1:${port}/`;
    await send({ url });
    await expect(send({ url, method: "POST", body: Buffer.from("x") })).rejects.toMatchObject({
      reason: "unreachable",
    });
    expect(received).toEqual(["GET", "POST"]);
  });
});
