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
  "Access-Control-Allow-Headers": "Authorization, X-API-Key, Content-Type, Idempotency-Key",
  // Seconds for which a browser need not ask again.
  "Access-Control-Max-Age": "600",
  "Cache-Control": "no-store",
};

/**
 * Lets pages of CORS_ORIGINS read what the API answers to a key (Fetch standard, section 3.3), and answers a browser that asks
 * whether they may call: true if it did. Sessions are never shared: there is no Access-Control-Allow-Credentials, and
 * what comes without a key gets no header.
 */
export function shareAcrossOrigins(
  { corsOrigins }: Pick<Config, "corsOrigins">,
  client: Pick<ApiClient, "authorization" | "apiKey">,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (corsOrigins.length === 0) return false;
  response.setHeader("Vary", "Origin");
  const { origin } = request.headers;
  if (origin === undefined || !corsOrigins.includes(origin)) return false;
  const isPreflight =
    request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
  if (!isPreflight && readPresentedCredential(client).kind === "none") return false;
  response.setHeader("Access-Control-Allow-Origin", origin);
  if (isPreflight) response.writeHead(204, preflightHeaders).end();
  else response.setHeader("Access-Control-Expose-Headers", exposedHeaders);
  return isPreflight;
}
