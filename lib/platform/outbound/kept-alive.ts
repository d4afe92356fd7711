import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { classifyAddress, type Reach } from "#lib/domain/network/outbound-address.ts";
import { exchange, type OutboundExchange, type OutboundResponse } from "./exchange.ts";
import { RequestFailed } from "./request-failed.ts";
import { type ResolvedAddress, resolveHost } from "./resolve-host.ts";
import type { Resolve } from "./send-guarded-request.ts";

interface KeptAliveOptions {
  /** The networks in which servers may be. */
  allowed: readonly Reach[];
  /** Connections to one server that are kept open while nothing is sent. */
  maxIdle: number;
  resolve?: Resolve;
}

/** Sends requests over connections that are kept open. */
export interface KeptAlive {
  /** Rejects with RequestFailed, or with the signal's reason. */
  send(request: Omit<OutboundExchange, "agent" | "lookup">): Promise<OutboundResponse>;
  close(): void;
}

/** Shorter than what servers usually allow, so that they rarely close a connection just when it is used. */
const idleMs = 4_000;

const lookUpTimeoutMs = 5_000;

/**
 * Judges every address when a connection is made: all addresses of a name must be allowed, and the connection goes to one
 * of those that were judged. What a name means later has no effect on an open connection.
 */
export function createKeptAlive({ allowed, maxIdle, resolve = resolveHost }: KeptAliveOptions): KeptAlive {
  const isAllowed = ({ address }: Pick<ResolvedAddress, "address">) =>
    allowed.includes(classifyAddress(address));

  const findAddresses = async (hostname: string): Promise<ResolvedAddress[]> => {
    const addresses = await resolve(hostname, AbortSignal.timeout(lookUpTimeoutMs)).catch(
      (error: unknown) => {
        throw new RequestFailed("name_not_found", error);
      },
    );
    if (addresses.length === 0) throw new RequestFailed("name_not_found");
    if (!addresses.every(isAllowed)) throw new RequestFailed("address_not_allowed");
    return addresses;
  };

  // Many connections can be made at once, and all of them ask for the same name.
  const running = new Map<string, Promise<ResolvedAddress[]>>();
  const judgeAddresses = (hostname: string): Promise<ResolvedAddress[]> => {
    const known = running.get(hostname);
    if (known !== undefined) return known;
    const found = findAddresses(hostname).finally(() => running.delete(hostname));
    running.set(hostname, found);
    return found;
  };

  const lookup: LookupFunction = (hostname, options, callback) => {
    judgeAddresses(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all || first === undefined) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, ""),
    );
  };

  /** The last IP address that stood in a URL: a server is asked again and again. */
  let last = { host: "", isAllowed: false };
  const isAllowedLiteral = (host: string): boolean => {
    if (host !== last.host) last = { host, isAllowed: isAllowed({ address: host }) };
    return last.isAllowed;
  };

  const settings = { keepAlive: true, maxFreeSockets: maxIdle, timeout: idleMs, scheduling: "lifo" } as const;
  const plain = new http.Agent(settings);
  const secure = new https.Agent(settings);
  return {
    send: async (request) => {
      const host = request.url.hostname.replace(/^\[(.*)\]$/, "$1");
      // Node looks up names only.
      if (isIP(host) !== 0 && !isAllowedLiteral(host)) throw new RequestFailed("address_not_allowed");
      const agent = request.url.protocol === "https:" ? secure : plain;
      return exchange({ ...request, agent, lookup });
    },
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}
