import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { exchangeRaw } from "#e2e/support/servers/raw-connection.ts";
import { createHttpServer, listen } from "#server/http/http-server.ts";
import { prepareClosing } from "./prepare-closing.ts";

const local = { host: "127.0.0.1", port: 0 };
const config = { isDevelopment: false, publicOrigin: undefined };
const get = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

function getPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return address.port;
}

test("a stopping server finishes the running request, and accepts no other", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const server = createHttpServer(config, async (_request, response) => {
    await released;
    response.end("done");
  });
  const close = prepareClosing(server);
  await listen(server, local);
  const port = getPort(server);
  const arrived = once(server, "request");
  const running = exchangeRaw(port, get);
  await arrived;
  const closing = close(60_000);
  await expect(once(connect(port, "127.0.0.1"), "connect")).rejects.toThrow("ECONNREFUSED");
  release();
  const answer = await running;
  expect(answer).toMatchObject({ status: 200, headers: { connection: "close" } });
  expect(answer.body).toContain("done");
  await closing;
});

test("closes a connection after a response that has already started", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const server = createHttpServer(config, async (_request, response) => {
    response.writeHead(200, { "Content-Length": 4 }).write("do");
    await released;
    response.end("ne");
  });
  const close = prepareClosing(server);
  await listen(server, local);
  const arrived = once(server, "request");
  const running = exchangeRaw(getPort(server), get);
  await arrived;
  const closing = close(60_000);
  release();
  expect((await running).body).toBe("done");
  await closing;
});

test("cuts off a request that does not finish in time", async () => {
  const server = createHttpServer(config, () => {});
  const close = prepareClosing(server);
  await listen(server, local);
  const arrived = once(server, "request");
  const running = exchangeRaw(getPort(server), get);
  await arrived;
  await close(0);
  await expect(running.then(({ status }) => status)).resolves.toBeNaN();
});

test("an upgraded connection does not delay a stopping server", async () => {
  const server = createHttpServer({ ...config, isDevelopment: true }, () => {});
  const close = prepareClosing(server);
  await listen(server, local);
  const upgraded = once(server, "upgrade");
  const socket = connect(getPort(server), "127.0.0.1");
  socket.write(
    "GET /_next/hmr HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
  );
  const gone = once(socket, "close");
  await upgraded;
  await close(60_000);
  await gone;
});

test("names a port that is in use", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const port = getPort(holder);
  const server = createHttpServer(config, () => {});
  await expect(listen(server, { host: "127.0.0.1", port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use by another process`,
  );
  holder.close();
});
