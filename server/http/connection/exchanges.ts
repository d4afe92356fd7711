import type { RequestListener, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Exchange } from "../request/exchange.ts";

export type Exchanges = ReadonlyMap<Duplex, Exchange>;

const exchangesByServer = new WeakMap<Server, Exchanges>();

/**
 * The last exchange of each open connection. There is one entry per connection, which the next request
 * overwrites: a listener and an entry for every request would cost as much as the verification itself.
 * `listener` is the server's first listener: with a single one, node:http copies no list of them per request.
 */
export function followExchanges(server: Server, listener?: RequestListener): Exchanges {
  const followed = exchangesByServer.get(server);
  if (followed !== undefined) return followed;
  const exchanges = new Map<Duplex, Exchange>();
  exchangesByServer.set(server, exchanges);
  // Runs before any other listener.
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
