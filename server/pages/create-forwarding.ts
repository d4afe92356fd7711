import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from "node:http";
import { type Duplex, pipeline } from "node:stream";
import { maxBodyBytes } from "#lib/api/request/read-body.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { getTracing } from "#lib/platform/tracing/tracing.ts";
import { hasClientLeft } from "#server/http/connection/client-departure.ts";
import type { NodeClient } from "#server/http/request/describe-client.ts";
import type { ClientExchange } from "#server/http/request/exchange.ts";
import { isApi, isOAuth, maxGatewayBodyBytes, splitGatewayPath } from "#server/http/request/paths.ts";
import { describeAnswer } from "../http/answer-context.ts";
import { answerError, answerErrorPage, answerOnSocket } from "../http/answer-error.ts";
import type { Application } from "../http/application.ts";
import { describeInHeader, isOwnHeader } from "./client-header.ts";

/** Headers of a single connection (RFC 9110, section 7.6.1), and those the front has already handled. */
const connectionHeaders = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
  "expect",
]);

/** Methods for which Node expects no body. */
const bodilessMethods = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"]);

/** Idle connections kept open to the pages process. */
const maxIdleConnections = 64;

const maxAnswerHeaderBytes = 64 * 1024;

export interface Forwarding extends Application {
  /** Passes on a WebSocket request, which pages use in development. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, client: NodeClient): void;
}

export interface ForwardingOptions {
  config: Pick<Config, "publicOrigin">;
  socketPath: string;
  /** Whether a process serves on the socket. */
  isReady: () => boolean;
  report?: Application["report"];
}

/**
 * Passes requests to the process that serves on the socket, and streams its responses back. All headers are
 * passed on except those of a single connection. An internal header describes the client; no outside client
 * can send it.
 */
export function createForwarding({
  config,
  socketPath,
  isReady,
  report = async () => null,
}: ForwardingOptions): Forwarding {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: maxIdleConnections });
  const options = { socketPath, agent, maxHeaderSize: maxAnswerHeaderBytes };

  const failExchange = (exchange: ClientExchange) => {
    const { response } = exchange;
    if (response.destroyed || response.writableEnded) return;
    // Half a response must not look complete.
    if (response.headersSent) response.destroy();
    else answerUnavailable(config, exchange);
  };

  return {
    handle: (request, response, client, target) => {
      const exchange = { request, response, client, target };
      // Its events are over, so nothing would end the inner request.
      if (hasClientLeft(exchange)) return;
      if (!isReady()) return failExchange(exchange);
      const outgoing = sendRequest({
        ...options,
        method: request.method ?? "GET",
        path: target.path + target.search,
        headers: listRequestHeaders(request, client),
      });
      outgoing.on("error", () => failExchange(exchange));
      outgoing.on("response", (incoming) => forwardResponse(incoming, response));
      // The client has gone, or the response came before the whole body was sent.
      response.once("close", () => {
        if (!response.writableFinished) outgoing.destroy();
      });
      // A response that waits behind another on its connection gets no event when the connection ends.
      const onGone = () => outgoing.destroy();
      request.socket.once("close", onGone);
      outgoing.once("close", () => request.socket.off("close", onGone));
      response.once("finish", () => {
        if (outgoing.writableEnded) return;
        outgoing.destroy();
        // The rest of the body must be read before the connection's next request.
        request.resume();
      });
      const isForGateway = splitGatewayPath(target.path) !== null;
      sendBody(request, outgoing, isForGateway ? maxGatewayBodyBytes : maxBodyBytes);
    },
    upgrade: (request, socket, head, client) => {
      if (!isReady()) return socket.destroy();
      const headers = [...listRequestHeaders(request, client), "Connection", "Upgrade"];
      const outgoing = sendRequest({
        socketPath,
        path: request.url ?? "/",
        headers: [...headers, "Upgrade", request.headers.upgrade ?? "websocket"],
      });
      outgoing.on("error", () => socket.destroy());
      outgoing.on("response", () => {
        const context = { requestId: client.requestId, isSecure: client.isSecure, isForMachine: false };
        answerOnSocket(socket, new ServiceError("not_found"), context);
      });
      outgoing.on("upgrade", (incoming, inner, innerHead) => {
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${formatHeaders(incoming.rawHeaders)}\r\n`);
        if (innerHead.length > 0) socket.write(innerHead);
        if (head.length > 0) inner.write(head);
        pipeline(inner, socket, () => inner.destroy());
        pipeline(socket, inner, () => socket.destroy());
      });
      outgoing.end();
    },
    isReady,
    report,
    close: async () => agent.destroy(),
  };
}

function answerUnavailable(
  config: Pick<Config, "publicOrigin">,
  { request, response, client, target }: ClientExchange,
): void {
  const error = new ServiceError("service_unavailable", {
    message: "The console is restarting. Try again in a few seconds",
    headers: { "Retry-After": "2" },
  });
  const isForProgram = isApi(target.path) || isOAuth(target.path);
  const acceptsHtml = !isForProgram && request.headers.accept?.includes("text/html") === true;
  const answer = acceptsHtml ? answerErrorPage : answerError;
  answer(response, error, describeAnswer(config, client, target.path));
}

function formatHeaders(rawHeaders: readonly string[]): string {
  return rawHeaders.map((text, i) => (i % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join("");
}

/** Names and values alternating, in their original order and number. */
function listRequestHeaders(request: IncomingMessage, client: NodeClient): string[] {
  const headers: string[] = [...describeInHeader(client)];
  const isChunked = request.headers["transfer-encoding"] !== undefined;
  const traceparent = getTracing()?.getTraceparent();
  // The first one counts; the client's own is what this trace continues.
  if (traceparent !== undefined) headers.push("traceparent", traceparent);
  appendForwarded(headers, request.rawHeaders, isChunked);
  if (isChunked) headers.push("Transfer-Encoding", "chunked");
  else if (request.headers["content-length"] === undefined && !bodilessMethods.has(request.method ?? "")) {
    // Otherwise Node would announce a chunked body.
    headers.push("Content-Length", "0");
  }
  return headers;
}

function appendForwarded(list: string[], rawHeaders: readonly string[], isChunked: boolean): void {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    if (connectionHeaders.has(name.toLowerCase()) || isOwnHeader(name)) continue;
    if (name.toLowerCase() === "traceparent" && getTracing() !== null) continue;
    // Only a chunked body has trailers, and Node rejects the header for any other.
    if (name.toLowerCase() === "trailer" && !isChunked) continue;
    list.push(name, rawHeaders[i + 1] ?? "");
  }
}

/**
 * Sends at most as much of a body as the API reads, then waits for the response, which is an error. Writing
 * more to a connection that the error closes could lose the error.
 */
function sendBody(request: IncomingMessage, outgoing: ClientRequest, maxBytes: number): void {
  // No event follows (`optimizeEmptyRequests` in http-server.ts).
  if (request.readableEnded) {
    outgoing.end();
    return;
  }
  let sent = 0;
  const isAnnounced =
    request.headers["transfer-encoding"] !== undefined || request.headers["content-length"] !== undefined;
  request.on("data", (chunk: Buffer) => {
    if (outgoing.destroyed) return;
    // If sent on, it would be read as a separate request.
    if (!isAnnounced) {
      outgoing.destroy(new Error("a body arrived that no header announces"));
      return;
    }
    sent += chunk.length;
    const hasRoom = outgoing.write(chunk);
    if (sent > maxBytes) request.pause();
    else if (!hasRoom) {
      request.pause();
      outgoing.once("drain", () => request.resume());
    }
  });
  request.once("end", () => {
    if (request.rawTrailers.length > 0) outgoing.addTrailers(toPairs(request.rawTrailers));
    outgoing.end();
  });
}

function forwardResponse(incoming: IncomingMessage, response: ServerResponse): void {
  if (response.destroyed) {
    incoming.destroy();
    return;
  }
  const headers: string[] = [];
  appendForwarded(headers, incoming.rawHeaders, incoming.headers["transfer-encoding"] !== undefined);
  // The rest of the request's body was not read, so nothing can follow on the client's connection either.
  if (incoming.headers.connection === "close") headers.push("Connection", "close");
  response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage ?? "", headers);
  incoming.once("end", () => {
    if (incoming.rawTrailers.length > 0) response.addTrailers(toPairs(incoming.rawTrailers));
  });
  // The error event has no further information: an incomplete response is detected in "close".
  incoming.on("error", () => {});
  incoming.once("close", () => {
    if (!incoming.complete) response.destroy();
  });
  incoming.pipe(response);
}

function toPairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, i) => (i % 2 === 0 ? [[name, raw[i + 1] ?? ""] as [string, string]] : []));
}
