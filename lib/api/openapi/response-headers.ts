import type { ZodOpenApiHeaderObject, ZodOpenApiHeadersObject } from "zod-openapi";

const seconds = { type: "integer", format: "int64", minimum: 0, maximum: 9_007_199_254_740_991 } as const;
const count = { type: "integer", format: "int32", minimum: 0, maximum: 2 ** 31 - 1 } as const;
const text = { type: "string", maxLength: 1000 } as const;

/** Response headers by name, for the document's `components.headers`. */
export const documentedHeaders: Record<string, ZodOpenApiHeaderObject> = {
  "X-Request-Id": {
    description: "Identifies this request in the log. Include it when you ask for help.",
    schema: text,
    example: "req_01m84g7mvyehhrabkject7byh5",
  },
  "X-RateLimit-Limit": {
    description: "The limit of the 1-minute window; on a 429, the limit of the window that was exceeded",
    schema: count,
    example: 1000,
  },
  "X-RateLimit-Remaining": {
    description: "The number of requests left in the window",
    schema: count,
    example: 999,
  },
  "X-RateLimit-Reset": {
    description: "When the window ends, as a Unix timestamp in seconds",
    schema: seconds,
    example: 1_767_604_860,
  },
  "RateLimit-Policy": {
    description: "The limits of both windows: requests and seconds (draft-ietf-httpapi-ratelimit-headers)",
    schema: text,
    example: '"standard";q=1000;w=60, "burst";q=100;w=10',
  },
  RateLimit: {
    description:
      "The requests left in both windows, and the seconds until they end (draft-ietf-httpapi-ratelimit-headers)",
    schema: text,
    example: '"standard";r=999;t=60, "burst";r=99;t=10',
  },
  "Retry-After": {
    description: "The number of seconds to wait before the next attempt",
    schema: count,
    example: 7,
  },
  "WWW-Authenticate": {
    description: "The expected kind of credential, and what is wrong with the one that was sent (RFC 6750)",
    schema: text,
    example: 'Bearer realm="byteengine", error="invalid_token"',
  },
  "Access-Control-Allow-Origin": {
    description: "The origin of the requesting page, if it is listed in CORS_ORIGINS; otherwise absent",
    schema: text,
    example: "https://app.example.com",
  },
  "X-Key-Id": {
    description: "The id of the accepted key",
    schema: text,
    example: "key_01m84g7mvxezsb4m2hg4bk46qn",
  },
  "X-Team-Id": {
    description: "The id of the key's team",
    schema: text,
    example: "team_01m84g7mvye8wb4vq8t03062b6",
  },
  "X-Owner-Id": {
    description: "The id of the key's owner",
    schema: text,
    example: "user_01m84g7mvyecfr996v095v3zzr",
  },
  "X-Environment": { description: "The key's environment", schema: text, example: "production" },
  "X-External-Id": {
    description:
      "The key's external id; empty if it has none. Characters outside visible ASCII, and `%`, are percent-encoded as UTF-8.",
    schema: text,
    example: "customer-4711",
  },
  "X-Permissions": {
    description: "The key's effective permissions, separated by spaces",
    schema: text,
    example: "invoices:read workers:read",
  },
  "X-Auth-Status": {
    description: "With `deny=403`: the original status of a 403, such as 400, 429 or 503",
    schema: { type: "string", maxLength: 3 },
    example: "429",
  },
};

/** The headers of every API response. */
const usual = [
  "X-Request-Id",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "RateLimit-Policy",
  "RateLimit",
  "Access-Control-Allow-Origin",
];

/** References to the usual headers and to the given ones. */
export function refHeaders(more: readonly string[] = []): ZodOpenApiHeadersObject {
  return Object.fromEntries(
    [...usual, ...more].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
}

/** The headers of responses that are sent before the request is counted against any rate limit. */
export const requestIdHeader: ZodOpenApiHeadersObject = {
  "X-Request-Id": { $ref: "#/components/headers/X-Request-Id" },
};
