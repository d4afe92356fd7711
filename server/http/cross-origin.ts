import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiClient } from "#lib/api/client.ts";
import type { Config } from "#lib/env.ts";
import { readPresentedCredential } from "#lib/verification/presented-credential.ts";

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
    // The last three are what tracing adds to every call of a page (W3C Trace Context and Baggage).
    "Authorization, X-API-Key, Content-Type, Idempotency-Key, traceparent, tracestate, baggage",
  // Seconds for which a browser need not ask again.
  "Access-Control-Max-Age": "600",
  "Cache-Control": "no-store",
};

/**
 * Lets pages of CORS_ORIGINS read what the API answers to a key (Fetch standard, section 3.3), and answers a browser that asks
 * whether they may call: true if it did. Sessions are never shared: there is no Access-Control-Allow-Credentials, and
 * what comes with a cookie and no key gets no header. What comes with neither holds nothing of anyone's: the API's document, and
 * the 401 that tells a page its key is missing.
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
  const isBySession = client.cookie !== null && readPresentedCredential(client).kind === "none";
  if (!isPreflight && isBySession) return false;
  response.setHeader("Access-Control-Allow-Origin", origin);
  if (isPreflight) response.writeHead(204, preflightHeaders).end();
  else response.setHeader("Access-Control-Expose-Headers", exposedHeaders);
  return isPreflight;
}
