import type { Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { followExchanges } from "./exchanges.ts";

/**
 * Returns a function that stops listening, lets running requests finish for so many milliseconds and then cuts them off.
 * Connections that could be used again are closed after their answer, which Node does not do by itself; upgraded ones,
 * which it does not count as requests, at once.
 */
export function prepareClosing(server: Server): (graceMs: number) => Promise<void> {
  const upgraded = new Set<Duplex>();
  const exchanges = followExchanges(server);
  server.on("upgrade", (_request, socket) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
  });
  const closeAfter = (response: ServerResponse) => {
    if (response.writableFinished) return;
    if (!response.headersSent) response.setHeader("Connection", "close");
    response.once("close", () => setImmediate(() => server.closeIdleConnections()));
  };
  return async (graceMs) => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const { response } of exchanges.values()) closeAfter(response);
    // What still comes over connections that are open.
    server.prependListener("request", (_request, response) => closeAfter(response));
    for (const socket of upgraded) socket.destroy();
    const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(cutOff);
  };
}
