import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { toHeaderText } from "#lib/domain/network/header-list.ts";
import { keepAliveTimeoutMs } from "./keep-alive.ts";
import { writeWhole } from "./write-whole.ts";

const headers = ["Content-Type", "application/json", "X-Empty", "", "X-Latin", "é"];
const body = '{"valid":true}';

/** Ends the connection, and with it the text that is compared. */
const lastRequest = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/** What the server writes in response to raw requests on one connection, without the dates. */
async function send(listener: RequestListener, ...requests: string[]): Promise<string> {
  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, listener);
  onTestFinished(() => {
    server.close();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.setEncoding("latin1");
  const received = text(socket);
  socket.write([...requests, lastRequest].join(""));
  return (await received).replaceAll(/Date: .*/g, "");
}

const writeNormally: RequestListener = (_, response) => {
  response.writeHead(200, ["Content-Length", String(body.length), ...headers]);
  response.end(body, "latin1");
};

const writeAtOnce: RequestListener = (request, response) => {
  if (!writeWhole(response, toHeaderText(headers) ?? "", body)) writeNormally(request, response);
};

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

test("sends the same bytes as node:http", async () => {
  const sent = await send(writeAtOnce, get);
  expect(sent).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: 14\r\n/);
  expect(sent).toBe(await send(writeNormally, get));
});

test("uses the fast path on this version of Node", async () => {
  const results: boolean[] = [];
  await send((_, response) => {
    results.push(writeWhole(response, "", body));
    response.end();
  }, get);
  expect(results).toEqual([true, false]);
});

test("keeps the order of responses and the connection's later requests", async () => {
  const listener: RequestListener = (request, response) => {
    if (request.url === "/slow") setTimeout(() => writeAtOnce(request, response), 20);
    else writeAtOnce(request, response);
  };
  const sent = await send(listener, get.replace("/", "/slow"), get, get);
  expect(sent.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(4);
  expect(sent.split(body)).toHaveLength(5);
});

test.each([
  ["HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", "a HEAD request"],
  ["GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", "HTTP/1.0"],
  ["GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "a connection that closes"],
])("leaves %j to node:http", async (request) => {
  expect(await send(writeAtOnce, request)).toBe(await send(writeNormally, request));
});

test("leaves a response that already has a Connection header to node:http", async () => {
  const closing: RequestListener = (request, response) => {
    response.setHeader("Connection", "close");
    writeAtOnce(request, response);
  };
  expect(await send(closing, get)).toMatch(/Connection: close\r\n/);
});

test("rejects a header that could end its line", () => {
  expect(toHeaderText(["X-A", "b\r\nX-C: d"])).toBeNull();
  expect(toHeaderText(["X-A", "中"])).toBeNull();
});
