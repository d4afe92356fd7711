import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { ServiceError, toErrorBody } from "#lib/domain/common/errors.ts";
import { addressRateLimit } from "#lib/domain/limits/built-in-limits.ts";
import { formatLimitHeaders } from "#lib/domain/limits/headers.ts";
import { describeUntouched } from "#lib/domain/limits/window.ts";
import { toOAuthErrorBody } from "#lib/domain/oauth/oauth-errors.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import type { AnswerContext } from "./answer-context.ts";
import { createCommonHeaders } from "./security-headers.ts";

/** Closes the connection, because the rest of the request was not read. */
function createErrorHeaders(error: ServiceError, body: string, context: AnswerContext) {
  return {
    ...createCommonHeaders(context),
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": String(Buffer.byteLength(body)),
    "Cache-Control": "no-store",
    "X-Request-Id": context.requestId,
    ...formatLimitHeaders(describeUntouched(addressRateLimit)),
    ...error.headers,
    Connection: "close",
  };
}

/** Sends an error of the listener itself, in the API's format or that of OAuth. */
export function answerError(response: ServerResponse, error: ServiceError, context: AnswerContext): void {
  const body = JSON.stringify(context.isForOAuth === true ? toOAuthErrorBody(error) : toErrorBody(error));
  response.writeHead(error.status, createErrorHeaders(error, body, context));
  response.end(body);
}

/** Only text: the page's styles are in files that this response's policy does not allow. */
function renderErrorPage({ message }: ServiceError): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
    `<title>ByteEngine Console</title></head><body><h1>Please wait</h1><p>${message}</p></body></html>`,
  ].join("");
}

/** Sends the error as a page. `error` must have a fixed text without anything from the request. */
export function answerErrorPage(response: ServerResponse, error: ServiceError, context: AnswerContext): void {
  const body = renderErrorPage(error);
  response.writeHead(error.status, {
    ...createErrorHeaders(error, body, context),
    "Content-Type": "text/html; charset=utf-8",
  });
  response.end(body);
}

/** How long the response has to be sent: destroying the socket at once could lose it. */
const lingerMs = 1_000;

/**
 * Writes the error by hand, for requests Node rejects before there is a response object. Node may have handed
 * over the socket; then nothing else handles its errors or closes it.
 */
export function answerOnSocket(
  socket: Duplex,
  error: ServiceError,
  context: AnswerContext,
  { isHead = false }: { isHead?: boolean } = {},
): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(toErrorBody(error));
  const lines = Object.entries(createErrorHeaders(error, body, context)).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const status = `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`;
  socket.on("error", () => socket.destroy());
  socket.resume();
  socket.end(`${[status, ...lines].join("\r\n")}\r\n\r\n${isHead ? "" : body}`);
  const cutOff = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(cutOff));
}

/** The error to send for an error of Node's HTTP parser or its timeouts. */
export function describeClientError(error: Error): ServiceError {
  const code = "code" in error ? error.code : undefined;
  if (code === "HPE_HEADER_OVERFLOW") return new ServiceError("headers_too_large");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new ServiceError("invalid_request", { message: "The request took too long to arrive" });
  }
  return new ServiceError("invalid_request", { message: "The request is not valid HTTP" });
}

/**
 * Whether the request that Node's parser rejected is a HEAD request, whose response has no content (RFC 9110, 9.3.2). Unknown,
 * and therefore false, if its start was in an earlier packet.
 */
export function isRejectedHead(error: Error): boolean {
  const packet = "rawPacket" in error ? error.rawPacket : undefined;
  return packet instanceof Uint8Array && Buffer.from(packet.subarray(0, 5)).toString("latin1") === "HEAD ";
}

/**
 * Answers a request that failed because of an internal error. A response already being sent is cut off: half
 * a response must not look complete.
 */
export function answerFailure(
  logger: Pick<Logger, "error">,
  response: ServerResponse,
  error: unknown,
  context: AnswerContext,
): void {
  logger.error({ err: error, requestId: context.requestId }, "a request failed");
  if (response.headersSent) response.destroy();
  else answerError(response, new ServiceError("internal_error"), context);
}
