import http, { type IncomingHttpHeaders } from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { collectUntilTurnEnd } from "#lib/platform/process/turn-end.ts";
import { explainRequestError, RequestFailed } from "./request-failed.ts";

export interface OutboundExchange {
  method: string;
  /** http(s), without user or password. */
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | null;
  /** Of the response's body. */
  maxBytes: number;
  /** Called with the size of each part that arrives. What it throws ends the exchange. */
  hold?: ((bytes: number) => void) | undefined;
  /** Null: nothing ends the exchange but its time. */
  signal: AbortSignal | null;
  /** Until the whole response has arrived. Default: as long as the signal lets it. A timer costs less than a signal. */
  timeoutMs?: number | undefined;
  /** False: a new connection. */
  agent: http.Agent | false;
  lookup: LookupFunction;
}

export interface OutboundResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const maxHeaderSize = 16_384;

/** The same request can be sent again if the server closed an idle connection just when it was used (RFC 9110, 9.2.2). */
const repeatable: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE"]);

const bodiless: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE"]);

/**
 * Sends one request and reads the whole response. It follows no redirects and uses no proxy. Who calls it has checked
 * where the address leads, or passes a lookup that does.
 */
export async function exchange(request: OutboundExchange): Promise<OutboundResponse> {
  const response = (await send(request)) ?? (await send({ ...request, agent: false }));
  if (response === null) throw new RequestFailed("unreachable");
  return response;
}

/** Names and values alternating, which Node writes as they are. */
function listHeaders({ method, url, headers, body }: OutboundExchange): string[] {
  const list = ["Host", url.host, "Accept-Encoding", "identity", "User-Agent", "ByteEngine-Console"];
  for (const name of Object.keys(headers)) list.push(name, headers[name] ?? "");
  // Without a length, Node would announce a chunked body.
  if (body !== null) list.push("Content-Length", String(body.byteLength));
  else if (!bodiless.has(method)) list.push("Content-Length", "0");
  return list;
}

interface Unsent {
  request: http.ClientRequest;
  body: Uint8Array | null;
}

/** The most requests sent together. */
const maxBatchSize = 64;

/** Sending wakes the receiver, which costs more than sending. Requests that are ready together wake it once (ADR 0004). */
const endAtTurnEnd = collectUntilTurnEnd<Unsent>((unsent) => {
  for (const { request, body } of unsent) if (!request.destroyed) request.end(body ?? undefined);
}, maxBatchSize);

/** Null: the server closed the connection before the request reached it. */
function send(exchanged: OutboundExchange): Promise<OutboundResponse | null> {
  const { method, url, body, maxBytes, hold, signal, timeoutMs, agent, lookup } = exchanged;
  const { promise, resolve, reject } = Promise.withResolvers<OutboundResponse | null>();
  if (signal?.aborted) return Promise.reject(signal.reason);
  const { request: start } = url.protocol === "https:" ? https : http;
  const request = start({
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? null : url.port,
    path: url.pathname + url.search,
    method,
    agent,
    lookup,
    headers: listHeaders(exchanged),
    maxHeaderSize,
  });
  const stop = (reason: unknown) => {
    request.destroy();
    settle();
    reject(reason);
  };
  const onAbort = () => stop(signal?.reason);
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => stop(new DOMException("there is no whole response", "TimeoutError")), timeoutMs);
  const settle = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  };
  signal?.addEventListener("abort", onAbort);
  const fail = (error: Error) => stop(explainRequestError(error));
  let hasAnswered = false;
  // Nothing else may happen: not even the signal would end a request whose connection Node has closed without an error.
  request.on("close", () => {
    if (!hasAnswered) fail(new RequestFailed("unreachable"));
  });
  request.on("upgrade", (_response, socket) => {
    socket.destroy();
    fail(new RequestFailed("unreachable"));
  });
  request.on("error", (error) => {
    const isStale = request.reusedSocket && !hasAnswered && !signal?.aborted && repeatable.has(method);
    if (!isStale) return fail(error);
    settle();
    resolve(null);
  });
  request.on("response", (response) => {
    hasAnswered = true;
    const chunks: Buffer[] = [];
    let size = 0;
    response.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) return fail(new RequestFailed("too_large"));
      try {
        hold?.(chunk.length);
      } catch (error) {
        return stop(error);
      }
      chunks.push(chunk);
    });
    response.on("error", fail);
    response.on("close", () => {
      if (!response.readableEnded) fail(new RequestFailed("unreachable"));
    });
    response.on("end", () => {
      settle();
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks),
      });
    });
  });
  endAtTurnEnd({ request, body });
  return promise;
}
