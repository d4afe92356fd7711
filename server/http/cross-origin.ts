import type { IncomingMessage, ServerResponse } from "node:http";
import { exposedNames, sentNames } from "#lib/api/caller/cross-origin-names.ts";
import type { ApiClient } from "#lib/api/request/client.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { readPresentedCredential } from "#lib/verification/question/presented-credential.ts";

const preflightHeaders = {
  "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
  "Access-Control-Allow-Headers": sentNames.join(", "),
  // How long browsers may cache the preflight response, in seconds.
  "Access-Control-Max-Age": "600",
  "Cache-Control": "no-store",
};

/**
 * Lets pages from CORS_ORIGINS read the API's responses to a key (Fetch standard, section 3.3), and answers
 * preflight requests. Returns true for a preflight. Sessions are never shared:
 * Access-Control-Allow-Credentials is never sent, and a request with a cookie and no key gets no CORS header.
 * A request with neither can read only public data: the OpenAPI document, and the 401 that tells a page its
 * key is missing. The gateway in front of FHIR servers shares its responses itself, with any origin.
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
  const usesSession = client.cookie !== null && readPresentedCredential(client).kind === "none";
  if (!isPreflight(request) && usesSession) return false;
  response.setHeader("Access-Control-Allow-Origin", origin);
  if (isPreflight(request)) response.writeHead(204, preflightHeaders).end();
  else response.setHeader("Access-Control-Expose-Headers", exposedNames.join(", "));
  return isPreflight(request);
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}
