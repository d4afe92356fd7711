import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** A request and the answer to it. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

export type Exchanges = ReadonlyMap<Duplex, Exchange>;

const ofServers = new WeakMap<Server, Exchanges>();

/**
 * The last exchange of each open connection. One entry a connection, overwritten by its next request: a listener and an
 * entry for every request would cost as much as a verification's own arithmetic.
 */
export function followExchanges(server: Server): Exchanges {
  const followed = ofServers.get(server);
  if (followed !== undefined) return followed;
  const exchanges = new Map<Duplex, Exchange>();
  ofServers.set(server, exchanges);
  // Before the listener that answers.
  server.prependListener("request", (request, response) => {
    const { socket } = request;
    const last = exchanges.get(socket);
    if (last === undefined) {
      exchanges.set(socket, { request, response });
      socket.once("close", () => exchanges.delete(socket));
    } else {
      last.request = request;
      last.response = response;
    }
  });
  return exchanges;
}
