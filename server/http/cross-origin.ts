import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiClient } from "#lib/api/request/client.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { readPresentedCredential } from "#lib/verification/question/presented-credential.ts";

const exposedNames = [
  "X-Request-Id",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "RateLimit-Policy",
  "RateLimit",
  "Retry-After",
  "WWW-Authenticate",
];

/** Of a resource that was read or written (FHIR R4, "RESTful API"). */
const resourceNames = ["ETag", "Last-Modified", "Location", "Content-Location"];

// The last three are added by tracing libraries to every request of a page (W3C Trace Context and Baggage).
const sentNames = [
  "Authorization",
  "X-API-Key",
  "Content-Type",
  "Idempotency-Key",
  "traceparent",
  "tracestate",
  "baggage",
];
const conditionNames = ["If-Match", "If-None-Match", "If-Modified-Since", "If-None-Exist", "Prefer"];

interface Sharing {
  methods: string;
  sent: string;
  exposed: string;
}

const apiSharing: Sharing = {
  methods: "GET, POST, PATCH, DELETE",
  sent: sentNames.join(", "),
  exposed: exposedNames.join(", "),
};

const gatewaySharing: Sharing = {
  methods: "GET, POST, PUT, PATCH, DELETE",
  sent: [...sentNames, ...conditionNames].join(", "),
  exposed: [...exposedNames, ...resourceNames].join(", "),
};

function listPreflightHeaders({ methods, sent }: Sharing): Record<string, string> {
  return {
    "Access-Control-Allow-Methods": methods,
    "Access-Control-Allow-Headers": sent,
    // How long browsers may cache the preflight response, in seconds.
    "Access-Control-Max-Age": "600",
    "Cache-Control": "no-store",
  };
}

/**
 * Lets pages from CORS_ORIGINS read the API's responses to a key (Fetch standard, section 3.3), and answers
 * preflight requests. Returns true for a preflight. Sessions are never shared:
 * Access-Control-Allow-Credentials is never sent, and a request with a cookie and no key gets no CORS header.
 * A request with neither can read only public data: the OpenAPI document, and the 401 that tells a page its
 * key is missing.
 */
export function shareAcrossOrigins(
  config: Pick<Config, "corsOrigins">,
  client: Pick<ApiClient, "authorization" | "apiKey" | "cookie">,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  return share(config, client, { request, response, sharing: apiSharing });
}

/** The same for the gateway. Its two public documents are for pages of any origin. */
export function shareGateway(
  config: Pick<Config, "corsOrigins">,
  client: Pick<ApiClient, "authorization" | "apiKey" | "cookie">,
  { request, response, below }: { request: IncomingMessage; response: ServerResponse; below: string },
): boolean {
  if (!publicDocuments.has(below))
    return share(config, client, { request, response, sharing: gatewaySharing });
  response.setHeader("Access-Control-Allow-Origin", "*");
  if (!isPreflight(request)) return false;
  response
    .writeHead(204, { ...listPreflightHeaders(gatewaySharing), "Access-Control-Allow-Methods": "GET" })
    .end();
  return true;
}

const publicDocuments: ReadonlySet<string> = new Set(["/metadata", "/.well-known/smart-configuration"]);

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}

function share(
  { corsOrigins }: Pick<Config, "corsOrigins">,
  client: Pick<ApiClient, "authorization" | "apiKey" | "cookie">,
  { request, response, sharing }: { request: IncomingMessage; response: ServerResponse; sharing: Sharing },
): boolean {
  if (corsOrigins.length === 0) return false;
  response.setHeader("Vary", "Origin");
  const { origin } = request.headers;
  if (origin === undefined || !corsOrigins.includes(origin)) return false;
  const usesSession = client.cookie !== null && readPresentedCredential(client).kind === "none";
  if (!isPreflight(request) && usesSession) return false;
  response.setHeader("Access-Control-Allow-Origin", origin);
  if (isPreflight(request)) response.writeHead(204, listPreflightHeaders(sharing)).end();
  else response.setHeader("Access-Control-Expose-Headers", sharing.exposed);
  return isPreflight(request);
}
