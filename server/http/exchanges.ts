import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
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
 * entry for every request would cost as much as a verification's own arithmetic. `listener` is the server's first one: with a
 * single listener, node:http copies no list of them for each request.
 */
export function followExchanges(server: Server, listener?: RequestListener): Exchanges {
  const followed = ofServers.get(server);
  if (followed !== undefined) return followed;
  const exchanges = new Map<Duplex, Exchange>();
  ofServers.set(server, exchanges);
  // Before any other listener.
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
    listener?.(request, response);
  });
  return exchanges;
}
