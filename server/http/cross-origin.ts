import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiClient } from "#lib/api/request/client.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { readPresentedCredential } from "#lib/verification/question/presented-credential.ts";

const exposedHeaders = [
  "X-Request-Id",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "RateLimit-Policy",
  "RateLimit",
  "Retry-After",
  "WWW-Authenticate",
].join(", ");

const preflightHeaders = {
  "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
  "Access-Control-Allow-Headers":
    // The last three are added by tracing libraries to every request of a page (W3C Trace Context and
    // Baggage).
    "Authorization, X-API-Key, Content-Type, Idempotency-Key, traceparent, tracestate, baggage",
  // How long browsers may cache the preflight response, in seconds.
  "Access-Control-Max-Age": "600",
  "Cache-Control": "no-store",
};

/**
 * Lets pages from CORS_ORIGINS read the API's responses to a key (Fetch standard, section 3.3), and answers
 * preflight requests. Returns true for a preflight. Sessions are never shared:
 * Access-Control-Allow-Credentials is never sent, and a request with a cookie and no key gets no CORS header.
 * A request with neither can read only public data: the OpenAPI document, and the 401 that tells a page its
 * key is missing.
 */
export function shareAcrossOrigins(
  { corsOrigins }: Pick<Config, "corsOrigins">,
  client: Pick<ApiClient, "authorization" | "apiKey" | "cookie">,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (corsOrigins.length === 0) return false;
  response.setHeader("Vary", "Origin");
  const { origin } = request.headers;
  if (origin === undefined || !corsOrigins.includes(origin)) return false;
  const isPreflight =
    request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
  const usesSession = client.cookie !== null && readPresentedCredential(client).kind === "none";
  if (!isPreflight && usesSession) return false;
  response.setHeader("Access-Control-Allow-Origin", origin);
  if (isPreflight) response.writeHead(204, preflightHeaders).end();
  else response.setHeader("Access-Control-Expose-Headers", exposedHeaders);
  return isPreflight;
}
