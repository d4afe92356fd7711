import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  request as sendRequest,
} from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { exchangeRaw, sendText } from "#e2e/support/servers/raw-connection.ts";
import { createVerificationWorld } from "#e2e/support/verification/verification-world.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { describeClient, type NodeClient } from "#server/http/request/describe-client.ts";
import { createFront } from "../front/create-front.ts";
import { createHttpServer, listen } from "../http/http-server.ts";
import { createForwarding, type Forwarding } from "./create-forwarding.ts";
import { createInnerListener } from "./inner-listener.ts";

interface Seen {
  request: IncomingMessage;
  client: NodeClient;
}

let runtime: Runtime;
let stopWorld: () => Promise<void>;
let directory: string;
let inner: Server;
let front: Server;
let port: number;
let forwarding: Forwarding;
let isReady = true;
/** What the pages process does with the next requests. */
let answer: (request: IncomingMessage, response: ServerResponse) => unknown = () => {};
const seen: Seen[] = [];

beforeAll(async () => {
  const limiter = createMemoryLimiter({ maxCounters: 1_000 });
  const world = createVerificationWorld({
    limiter,
    readUnixMs: Date.now,
    settings: { trustedProxyHops: 1, isDevelopment: true },
  });
  ({ runtime, stop: stopWorld } = world);
  directory = await mkdtemp(join(tmpdir(), "byteengine-test-"));
  const socketPath = join(directory, "pages.sock");
  inner = createServer({ requireHostHeader: false, maxHeaderSize: 24 * 1024 }, createInner());
  inner.listen(socketPath);
  await once(inner, "listening");
  forwarding = createForwarding({ config: runtime.config, socketPath, isReady: () => isReady });
  front = createHttpServer(runtime.config, createFront(runtime, forwarding));
  front.on("upgrade", (request, socket, head) => {
    forwarding.upgrade(request, socket, head, describeClient(request, runtime.config, "req_upgrade"));
  });
  await listen(front, { host: "127.0.0.1", port: 0 });
  const address = front.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

afterAll(async () => {
  await forwarding.close();
  front.close();
  front.closeAllConnections();
  inner.close();
  inner.closeAllConnections();
  await stopWorld();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(() => {
  isReady = true;
  seen.length = 0;
});

function createInner(): RequestListener {
  return createInnerListener(runtime, {
    handle: async (request, response, client) => {
      seen.push({ request, client });
      await answer(request, response);
    },
    isReady: () => true,
    report: async () => null,
    close: async () => {},
  });
}

function findSeen(): Seen {
  const [first] = seen;
  if (first === undefined) throw new Error("no request was forwarded");
  return first;
}

const head = (line: string, ...headers: string[]) =>
  `${[`${line} HTTP/1.1`, `Host: 127.0.0.1:${port}`, "Connection: close", ...headers].join("\r\n")}\r\n\r\n`;

test("forwards method, target and all headers without changes, in order and as often", async () => {
  answer = (_, response) => response.end("ok");
  await sendText(port, head("PATCH /a/../%2e?x=%00&y", "X-One: 1", "x-ONE: é", "Content-Length: 0"));
  const { request } = findSeen();
  expect(request.method).toBe("PATCH");
  expect(request.url).toBe("/a/../%2e?x=%00&y");
  expect(request.rawHeaders.filter((name) => name !== "Connection" && name !== "keep-alive")).toEqual([
    "Host",
    `127.0.0.1:${port}`,
    "X-One",
    "1",
    "x-ONE",
    Buffer.from("é").toString("latin1"),
    "Content-Length",
    "0",
  ]);
});

test("returns status, reason and all headers without changes, in order and as often", async () => {
  answer = (_, response) => {
    response.writeHead(299, "Quite Fine", [
      "Set-Cookie",
      "a=1",
      "X-B",
      "2",
      "set-cookie",
      "c=3",
      "Content-Length",
      "2",
    ]);
    response.end("ok");
  };
  const raw = await sendText(port, head("GET /"));
  expect(raw).toMatch(
    /^HTTP\/1\.1 299 Quite Fine\r\nSet-Cookie: a=1\r\nX-B: 2\r\nset-cookie: c=3\r\nContent-Length: 2\r\n/,
  );
  expect(raw).toMatch(/\r\n\r\nok$/);
});

test("describes the client by the front's own knowledge, whatever the request claims", async () => {
  answer = (_, response) => response.end();
  const forged = Buffer.from(JSON.stringify({ address: "198.51.100.1", isLocal: true })).toString(
    "base64url",
  );
  await sendText(
    port,
    head(
      "GET /page",
      `X-ByteEngine-Client: ${forged}`,
      `x-byteengine-client: ${forged}`,
      "X-Byteengine-Local: 1",
      "X-Forwarded-For: 192.0.2.7, 203.0.113.5",
      "Authorization: Bearer abc",
      "Cookie: a=1",
    ),
  );
  const { request, client } = findSeen();
  expect(client).toMatchObject({
    address: "203.0.113.5",
    isLocal: false,
    requestId: expect.stringMatching(/^req_/),
    host: `127.0.0.1:${port}`,
    authorization: "Bearer abc",
    cookie: "a=1",
  });
  expect(request.rawHeaders.filter((name) => /byteengine/i.test(name))).toEqual([]);
  expect(Object.keys(request.headers).filter((name) => name.includes("byteengine"))).toEqual([]);
});

test("rejects a request that did not come through the front", async () => {
  const outgoing = sendRequest({ socketPath: join(directory, "pages.sock"), path: "/" });
  outgoing.end();
  const [response] = await once(outgoing, "response");
  expect(response.statusCode).toBe(400);
  response.resume();
  expect(seen).toEqual([]);
});

test("forwards complete bodies, of known length or chunked, and after 100-continue", async () => {
  answer = async (request, response) => response.end(await text(request));
  const post = (...headers: string[]) => head("POST /v1/api/x", ...headers);
  const answers = await Promise.all([
    exchangeRaw(port, `${post("Content-Length: 5")}hello`),
    exchangeRaw(port, `${post("Transfer-Encoding: chunked")}3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`),
    sendText(port, `${post("Content-Length: 5", "Expect: 100-continue")}hello`),
  ]);
  expect(answers[0].body).toBe("hello");
  expect(answers[1].body).toContain("hello");
  expect(answers[2]).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n[\s\S]*hello/);
});

test("forwards a request that announces no body as one with an empty body", async () => {
  answer = async (request, response) => response.end(`length ${(await text(request)).length}`);
  for (const line of ["POST /v1/api/x", "DELETE /v1/api/x", "GET /"]) {
    expect((await exchangeRaw(port, head(line))).body, line).toBe("length 0");
  }
});

test("returns an error to a client that sends more than is read, and keeps a keep-alive connection working", async () => {
  const body = "x".repeat(1_000_000);
  answer = (_, response) => {
    response.writeHead(413, { Connection: "close", "Content-Length": 3 }).end("big");
  };
  const refused = await exchangeRaw(port, `${head("POST /", `Content-Length: ${body.length}`)}${body}`);
  expect(refused).toMatchObject({ status: 413, body: "big", headers: { connection: "close" } });

  answer = (_, response) => response.writeHead(401, { "Content-Length": 2 }).end("no");
  const first = head("POST /", `Content-Length: ${body.length}`).replace("Connection: close\r\n", "");
  const both = await sendText(port, `${first}${body}${head("GET /next")}`);
  expect(both.match(/HTTP\/1\.1 401/g)).toHaveLength(2);
  expect(seen.at(-1)?.request.url).toBe("/next");
});

test("HEAD has the headers and no body", async () => {
  answer = (_, response) => response.writeHead(200, { "Content-Length": 1234 }).end();
  const raw = await sendText(port, head("HEAD /file"));
  expect(raw).toContain("Content-Length: 1234");
  expect(raw).toMatch(/\r\n\r\n$/);
});

test("streams a response as it is written, and at the speed at which it is read", async () => {
  const written = { bytes: 0 };
  const total = 64 * 1024 * 1024;
  function* produce() {
    yield "first";
    for (const chunk = "x".repeat(64 * 1024); written.bytes < total; written.bytes += chunk.length)
      yield chunk;
  }
  answer = (_, response) => pipeline(Readable.from(produce()), response).catch(() => {});
  const socket = connect(port, "127.0.0.1");
  socket.write(head("GET /export"));
  let received = "";
  while (!received.includes("first")) {
    const [data] = await once(socket, "data");
    received += String(data);
  }
  socket.pause();
  const isStill = async () => {
    const before = written.bytes;
    await wait(100);
    return written.bytes === before;
  };
  await vi.waitFor(async () => expect(await isStill()).toBe(true), { timeout: 10_000 });
  expect(written.bytes).toBeLessThan(total / 2);
  socket.destroy();
  await vi.waitFor(() => expect(seen[0]?.request.destroyed).toBe(true), { timeout: 10_000 });
});

test("stops the work for a client that disconnects", async () => {
  const closed = Promise.withResolvers<void>();
  answer = (_, response) => {
    response.once("close", closed.resolve);
  };
  const socket = connect(port, "127.0.0.1");
  socket.write(head("GET /slow"));
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  socket.destroy();
  await closed.promise;
});

test("an interrupted response is not taken for a complete one", async () => {
  answer = (_, response) => {
    response.writeHead(200, { "Content-Length": 100 });
    response.write("half", () => response.destroy());
  };
  const outgoing = sendRequest({ port, path: "/half" });
  outgoing.end();
  const [response] = await once(outgoing, "response");
  await expect(buffer(response)).rejects.toThrow();
});

test("answers 503 with Retry-After when the process dies before it answers", async () => {
  answer = (request) => request.socket.destroy();
  const { status, headers, body } = await exchangeRaw(port, head("GET /v1/api/keys"));
  expect(status).toBe(503);
  expect(headers["retry-after"]).toBe("2");
  expect(JSON.parse(body)).toEqual({
    error: { code: "service_unavailable", message: expect.stringContaining("is restarting") },
  });
});

test("while the process is down, programs get JSON and people a page", async () => {
  isReady = false;
  const api = await exchangeRaw(port, head("GET /v1/api/keys"));
  expect(api.status).toBe(503);
  expect(JSON.parse(api.body)).toHaveProperty("error.code", "service_unavailable");
  const page = await exchangeRaw(port, head("GET /keys", "Accept: text/html"));
  expect(page.status).toBe(503);
  expect(page.headers["content-type"]).toContain("text/html");
  expect(page.headers["retry-after"]).toBe("2");
  expect(page.body).toContain("is restarting");
  expect(seen).toEqual([]);
  expect((await exchangeRaw(port, head("GET /v1/api/auth"))).status).toBe(400);
});

test("requests share connections", async () => {
  answer = (_, response) => response.end("ok");
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set();
  for (let i = 0; i < 5; i++) {
    const outgoing = sendRequest({ port, agent, path: `/${i}` });
    outgoing.end();
    const [response] = await once(outgoing, "response");
    await text(response);
    sockets.add(seen.at(-1)?.request.socket);
  }
  agent.destroy();
  expect(sockets.size).toBe(1);
});

test("forwards WebSockets in development", async () => {
  inner.once("upgrade", (_request, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    socket.on("data", (data: Buffer) => socket.end(`echo ${data}`));
  });
  const socket = connect(port, "127.0.0.1");
  socket.write(
    `GET /_next/webpack-hmr HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  );
  const [opening] = await once(socket, "data");
  expect(String(opening)).toMatch(/^HTTP\/1\.1 101 /);
  socket.write("hello");
  expect(await text(socket)).toBe("echo hello");
});

test("a body after any number of headers is never treated as a separate request", async () => {
  answer = async (request, response) => response.end(await text(request));
  const inside = "GET /inside HTTP/1.1\r\nHost: a\r\nX-Byteengine-Client: e30\r\n\r\n";
  const chunk = `${inside.length.toString(16)}\r\n${inside}\r\n0\r\n\r\n`;
  const raw = await sendText(
    port,
    head("GET /outside", ...Array(1_000).fill("a:"), "Transfer-Encoding: chunked") + chunk,
  );
  expect(seen.map(({ request }) => request.url)).not.toContain("/inside");
  expect(raw.match(/^HTTP\/1\.1 \d+/gm)).toHaveLength(1);
});

test("a Trailer header without a chunked body has no effect", async () => {
  answer = (_, response) => response.end("ok");
  const raw = await sendText(port, head("POST /", "Trailer: X-Sum", "Content-Length: 0"));
  expect(raw).toMatch(/^HTTP\/1\.1 200 OK/);
});

test.each([
  ["/v1/api/fhir/servers/srv_1/fhir/Observation", 200_000],
  ["/v1/api/fhir/servers/srv_1/fhir", 200_000],
])("forwards a large body to the FHIR gateway: %s", async (path, length) => {
  answer = async (request, response) => response.end(`length ${(await text(request)).length}`);
  const request = head(`POST ${path}`, `Content-Length: ${length}`) + "x".repeat(length);
  expect((await exchangeRaw(port, request)).body).toBe(`length ${length}`);
});
