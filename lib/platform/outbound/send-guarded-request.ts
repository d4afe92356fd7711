import type { LookupFunction } from "node:net";
import { classifyAddress, type Reach } from "#lib/domain/network/outbound-address.ts";
import { exchange } from "./exchange.ts";
import { RequestFailed } from "./request-failed.ts";
import { type ResolvedAddress, resolveHost } from "./resolve-host.ts";

/** Returns every IP address of a host name. Rejects if it has none, and when the signal aborts. */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<ResolvedAddress[]>;

export interface GuardedRequest {
  /** http(s), without user or password. */
  url: URL;
  accept: string;
  /** The `Authorization` header. Undefined: none. */
  authorization?: string | undefined;
  /** The networks in which the server may be. */
  allowed: readonly Reach[];
  maxBytes: number;
  signal: AbortSignal;
  resolve?: Resolve | undefined;
}

interface GuardedResponse {
  status: number;
  body: string;
  /** Null: the response has no such header. */
  cacheControl: string | null;
}

/**
 * Sends a GET request to an address that a user chose. The name is resolved once, all its IP addresses must
 * be allowed, and the connection goes to an address that was checked, so that a later DNS change has no
 * effect. It follows no redirects, uses no proxy and sends only the given credential.
 */
export async function sendGuardedRequest(request: GuardedRequest): Promise<GuardedResponse> {
  const { url, allowed, signal, resolve = resolveHost } = request;
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const addresses = await raceAbort(
    resolve(hostname, signal).catch((error: unknown) => {
      throw new RequestFailed("name_not_found", error);
    }),
    signal,
  );
  const [first] = addresses;
  if (first === undefined) throw new RequestFailed("name_not_found");
  if (!addresses.every(({ address }) => allowed.includes(classifyAddress(address)))) {
    throw new RequestFailed("address_not_allowed");
  }
  const { status, headers, body } = await exchange({
    ...request,
    method: "GET",
    // A new connection: a kept-alive one was checked for another request.
    agent: false,
    lookup: pinTo(first),
    headers: {
      Accept: request.accept,
      ...(request.authorization === undefined ? {} : { Authorization: request.authorization }),
    },
    body: null,
  });
  return { status, body: body.toString("utf8"), cacheControl: headers["cache-control"] ?? null };
}

function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener("abort", abort));
}

/** Returns the address that was checked, in either of the two formats that Node asks for. */
function pinTo({ address, family }: ResolvedAddress): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}
