import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { ServiceError, toErrorBody } from "#lib/errors.ts";
import { formatLimitHeaders } from "#lib/limits/headers.ts";
import { addressRateLimit } from "#lib/limits/standing-limits.ts";
import { createCounter, describeCounter } from "#lib/limits/window.ts";

function createErrorHeaders(error: ServiceError, requestId: string): Record<string, string> {
  const nowMs = Date.now();
  return {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Request-Id": requestId,
    ...formatLimitHeaders(describeCounter(createCounter(), addressRateLimit, nowMs, null), nowMs),
    ...error.headers,
  };
}

/** An error of the listener's own, in the API's shape. Closes the connection: what follows on it was not read. */
export function answerError(response: ServerResponse, error: ServiceError, requestId: string): void {
  response.writeHead(error.status, { ...createErrorHeaders(error, requestId), Connection: "close" });
  response.end(JSON.stringify(toErrorBody(error)));
}

/** The codes of what Node refuses before there is a request. */
function describeClientError(code: unknown): ServiceError {
  if (code === "HPE_HEADER_OVERFLOW") return new ServiceError("headers_too_large");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new ServiceError("invalid_request", { message: "The request took too long to arrive" });
  }
  return new ServiceError("invalid_request", { message: "The request is not valid HTTP" });
}

/** Answers what Node could not parse: the same shape, written by hand because there is no response object. */
export function answerClientError(code: unknown, socket: Duplex, requestId: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const error = describeClientError(code);
  const body = JSON.stringify(toErrorBody(error));
  const headers = {
    ...createErrorHeaders(error, requestId),
    "Content-Length": String(Buffer.byteLength(body)),
    Connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const reason = error.status === 431 ? "Request Header Fields Too Large" : "Bad Request";
  socket.end(`HTTP/1.1 ${error.status} ${reason}\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}
