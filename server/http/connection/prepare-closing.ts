import type { Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { followExchanges } from "./exchanges.ts";

/**
 * Returns a function that stops listening, gives running requests `graceMs` to finish and then cuts them off.
 * Keep-alive connections are closed after their current response, which Node does not do by itself. Upgraded
 * connections, which Node does not count as requests, are closed immediately.
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
    // Requests that still arrive on open connections.
    server.prependListener("request", (_request, response) => closeAfter(response));
    for (const socket of upgraded) socket.destroy();
    const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(cutOff);
  };
}
