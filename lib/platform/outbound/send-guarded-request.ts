import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { hasBrand } from "#lib/domain/common/brand.ts";
import { classifyAddress, type Reach } from "#lib/domain/network/outbound-address.ts";
import { type ResolvedAddress, resolveHost } from "./resolve-host.ts";

/** Returns every IP address of a host name. Rejects if it has none, and when the signal aborts. */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<ResolvedAddress[]>;

export type FailureReason =
  | "name_not_found"
  | "address_not_allowed"
  | "unreachable"
  | "certificate_not_trusted"
  | "too_large";

const brand = Symbol.for("byteengine.RequestFailed");

/** Why there is no response. A time-out rejects with the signal's own error instead. */
export class RequestFailed extends Error {
  readonly [brand] = true;
  readonly reason: FailureReason;

  constructor(reason: FailureReason, cause?: unknown) {
    super(reason, { cause });
    this.name = "RequestFailed";
    this.reason = reason;
  }

  static override [Symbol.hasInstance](value: unknown): value is RequestFailed {
    return hasBrand(value, brand);
  }
}

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
  return exchange(request, first);
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

function exchange(
  { url, accept, authorization, maxBytes, signal }: GuardedRequest,
  address: ResolvedAddress,
): Promise<GuardedResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<GuardedResponse>();
  const { request: send } = url.protocol === "https:" ? https : http;
  const request = send(url, {
    // A new connection: a kept-alive one was checked for another request.
    agent: false,
    lookup: pinTo(address),
    headers: {
      Accept: accept,
      "Accept-Encoding": "identity",
      "User-Agent": "ByteEngine-Console",
      ...(authorization === undefined ? {} : { Authorization: authorization }),
    },
    maxHeaderSize: 16_384,
    signal,
  });
  const fail = (error: Error) => {
    request.destroy();
    reject(signal.aborted ? signal.reason : explain(error));
  };
  request.on("error", fail);
  request.on("response", (response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) return fail(new RequestFailed("too_large"));
      chunks.push(chunk);
    });
    response.on("error", fail);
    response.on("end", () =>
      resolve({
        status: response.statusCode ?? 0,
        body: Buffer.concat(chunks).toString("utf8"),
        cacheControl: response.headers["cache-control"] ?? null,
      }),
    );
  });
  request.end();
  return promise;
}

function explain(error: Error): RequestFailed {
  if (error instanceof RequestFailed) return error;
  const code = "code" in error ? String(error.code) : "";
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code);
  return new RequestFailed(isCertificate ? "certificate_not_trusted" : "unreachable", error);
}
