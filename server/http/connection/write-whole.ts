import type { ServerResponse } from "node:http";
import { keepAliveTimeoutMs } from "./keep-alive.ts";

let date = { second: 0, text: "" };

/** The value of a `Date` header (RFC 9110, section 5.6.7). Formatted once per second. */
function formatDate(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== date.second) date = { second, text: new Date(nowMs).toUTCString() };
  return date.text;
}

const connectionText = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveTimeoutMs / 1000)}\r\n`;

/**
 * Sends a 200 as one string on a connection that stays open. `headerText` has the form `Name: value\r\n` for each header and
 * must contain no other line breaks; `body` must be ASCII.
 *
 * node:http validates and joins all headers again for every response, which costs a tenth of a verification (ADR 0021).
 * This sets the field in which it stores the finished head. The field is not documented. If it is missing, or if the connection
 * closes after the response, nothing is sent and the result is false.
 */
export function writeWhole(response: ServerResponse, headerText: string, body: string): boolean {
  const message: ServerResponse & { _header?: string | null } = response;
  const { req: request } = response;
  // A server that is closing has set Connection.
  if (message._header !== null || !message.shouldKeepAlive || message.hasHeader("connection")) return false;
  if (request.httpVersionMinor !== 1 || request.httpVersionMajor !== 1 || request.method === "HEAD")
    return false;
  message._header = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${headerText}Date: ${formatDate(Date.now())}\r\n${connectionText}\r\n${body}`;
  message.end();
  return true;
}
