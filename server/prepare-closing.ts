import type { Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/**
 * Returns a function that stops listening, lets running requests finish for so many milliseconds and then cuts them off.
 * Connections that could be used again are closed after their answer, which Node does not do by itself; upgraded ones,
 * which it does not count as requests, at once.
 */
export function prepareClosing(server: Server): (graceMs: number) => Promise<void> {
  const upgraded = new Set<Duplex>();
  const running = new Set<ServerResponse>();
  let isClosing = false;
  server.on("upgrade", (_request, socket) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
  });
  // Before the listener that answers.
  server.prependListener("request", (_request, response) => {
    running.add(response);
    if (isClosing) announceClosing(response);
    response.once("close", () => {
      running.delete(response);
      if (isClosing) setImmediate(() => server.closeIdleConnections());
    });
  });
  return async (graceMs) => {
    isClosing = true;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const response of running) announceClosing(response);
    for (const socket of upgraded) socket.destroy();
    const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(cutOff);
  };
}

function announceClosing(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("Connection", "close");
}
