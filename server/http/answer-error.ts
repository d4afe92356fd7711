import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { ServiceError, toErrorBody } from "#lib/errors.ts";
import { formatLimitHeaders } from "#lib/limits/headers.ts";
import { addressRateLimit } from "#lib/limits/standing-limits.ts";
import { describeUntouched } from "#lib/limits/window.ts";
import type { Logger } from "#lib/log.ts";
import type { AnswerContext } from "./answer-context.ts";
import { createStandingHeaders } from "./security-headers.ts";

/** Closes the connection: what follows on it was not read. */
function createErrorHeaders(error: ServiceError, body: string, context: AnswerContext) {
  return {
    ...createStandingHeaders(context),
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": String(Buffer.byteLength(body)),
    "Cache-Control": "no-store",
    "X-Request-Id": context.requestId,
    ...formatLimitHeaders(describeUntouched(addressRateLimit)),
    ...error.headers,
    Connection: "close",
  };
}

/** An error of the listener's own, in the API's shape. */
export function answerError(response: ServerResponse, error: ServiceError, context: AnswerContext): void {
  const body = JSON.stringify(toErrorBody(error));
  response.writeHead(error.status, createErrorHeaders(error, body, context));
  response.end(body);
}

/** Nothing but text: the page's own styles come from files that this answer may not ask for. */
function renderErrorPage({ message }: ServiceError): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
    `<title>ByteEngine Console</title></head><body><h1>Please wait</h1><p>${message}</p></body></html>`,
  ].join("");
}

/** The same for someone who asked for a page. `error` has a fixed text, nothing of the request's. */
export function answerErrorPage(response: ServerResponse, error: ServiceError, context: AnswerContext): void {
  const body = renderErrorPage(error);
  response.writeHead(error.status, {
    ...createErrorHeaders(error, body, context),
    "Content-Type": "text/html; charset=utf-8",
  });
  response.end(body);
}

/** So long the answer has to leave: destroyed at once, the socket might take it along. */
const lingerMs = 1_000;

/**
 * The same written by hand, for what Node refuses before there is a response to write to. Node may have handed the socket over, and
 * then nobody else hears its errors nor closes it.
 */
export function answerOnSocket(socket: Duplex, error: ServiceError, context: AnswerContext): void {
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
  socket.end(`${[status, ...lines].join("\r\n")}\r\n\r\n${body}`);
  const cutOff = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(cutOff));
}

/** What to answer to an error of Node's HTTP parser or clock. */
export function describeClientError(error: Error): ServiceError {
  const code = "code" in error ? error.code : undefined;
  if (code === "HPE_HEADER_OVERFLOW") return new ServiceError("headers_too_large");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new ServiceError("invalid_request", { message: "The request took too long to arrive" });
  }
  return new ServiceError("invalid_request", { message: "The request is not valid HTTP" });
}

/** For a request that failed by our own fault. What has begun to leave is cut off: half an answer must not look like a whole one. */
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
