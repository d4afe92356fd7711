import type { ZodOpenApiHeaderObject, ZodOpenApiHeadersObject } from "zod-openapi";

const seconds = { type: "integer", format: "int64", minimum: 0, maximum: 9_007_199_254_740_991 } as const;
const count = { type: "integer", format: "int32", minimum: 0, maximum: 2 ** 31 - 1 } as const;
const text = { type: "string", maxLength: 1000 } as const;

/** Headers of responses, by name: the document's `components.headers`. */
export const documentedHeaders: Record<string, ZodOpenApiHeaderObject> = {
  "X-Request-Id": {
    description: "Names this request in the log; quote it when you ask for help",
    schema: text,
    example: "req_01m84g7mvyehhrabkject7byh5",
  },
  "X-RateLimit-Limit": {
    description: "Requests the one-minute window admits; on a 429 those of the window that refused",
    schema: count,
    example: 1000,
  },
  "X-RateLimit-Remaining": {
    description: "Requests the window still admits",
    schema: count,
    example: 999,
  },
  "X-RateLimit-Reset": {
    description: "When the window ends, in Unix seconds",
    schema: seconds,
    example: 1_767_604_860,
  },
  "RateLimit-Policy": {
    description: "Both windows: quota and seconds (draft-ietf-httpapi-ratelimit-headers)",
    schema: text,
    example: '"standard";q=1000;w=60, "burst";q=100;w=10',
  },
  RateLimit: {
    description: "What both windows still admit and when they end (draft-ietf-httpapi-ratelimit-headers)",
    schema: text,
    example: '"standard";r=999;t=60, "burst";r=99;t=10',
  },
  "Retry-After": {
    description: "Seconds to wait before the next try",
    schema: count,
    example: 7,
  },
  "WWW-Authenticate": {
    description: "What kind of credential is wanted, and what was wrong with the one sent (RFC 6750)",
    schema: text,
    example: 'Bearer realm="byteengine", error="invalid_token"',
  },
  "Access-Control-Allow-Origin": {
    description: "The asking page's origin, when it is among the console's CORS_ORIGINS; otherwise absent",
    schema: text,
    example: "https://app.example.com",
  },
  "X-Key-Id": {
    description: "Of the key that may pass",
    schema: text,
    example: "key_01m84g7mvxezsb4m2hg4bk46qn",
  },
  "X-Team-Id": { description: "Of the key's team", schema: text, example: "team_01m84g7mvye8wb4vq8t03062b6" },
  "X-Owner-Id": {
    description: "Of the key's owner",
    schema: text,
    example: "user_01m84g7mvyecfr996v095v3zzr",
  },
  "X-Environment": { description: "The key's environment", schema: text, example: "production" },
  "X-External-Id": {
    description:
      "The key's external id, empty if it has none; characters outside visible ASCII, and `%`, as percent-encoded UTF-8",
    schema: text,
    example: "customer-4711",
  },
  "X-Permissions": {
    description: "What the key may do now, spaces in between",
    schema: text,
    example: "invoices:read workers:read",
  },
  "X-Auth-Status": {
    description: "With `deny=403`: the status that a 403 stands for, such as 400, 429 or 503",
    schema: { type: "string", maxLength: 3 },
    example: "429",
  },
};

/** On every answer of the API. */
const usual = [
  "X-Request-Id",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "RateLimit-Policy",
  "RateLimit",
  "Access-Control-Allow-Origin",
];

/** References to the usual headers and to some more. */
export function refHeaders(more: readonly string[] = []): ZodOpenApiHeadersObject {
  return Object.fromEntries(
    [...usual, ...more].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
}

/** Of what is answered before anything is counted. */
export const requestIdHeader: ZodOpenApiHeadersObject = {
  "X-Request-Id": { $ref: "#/components/headers/X-Request-Id" },
};
