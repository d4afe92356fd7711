import type { ZodOpenApiResponseObject } from "zod-openapi";
import { type ErrorCode, errorTable } from "#lib/errors.ts";
import { formatLimitMessage } from "#lib/limits/headers.ts";
import { refHeaders, requestIdHeader } from "./response-headers.ts";

interface ErrorText {
  /** In `components.responses`. */
  name: string;
  description: string;
  code: ErrorCode;
  message?: string;
  details?: { path: string; message: string }[];
  headers?: readonly string[];
  /** Answered before anything is counted. */
  isBeforeLimits?: boolean;
}

/** By status: the error an operation's documentation shows, and in which headers it says more. */
const errors: Readonly<Record<string, ErrorText>> = {
  400: {
    name: "InvalidRequest",
    description: "The request is not valid; `details` names each field that is wrong",
    code: "invalid_request",
    message: "name: Must not be empty",
    details: [{ path: "name", message: "Must not be empty" }],
  },
  401: {
    name: "Unauthorized",
    description: "No credential was sent, or it is not valid",
    code: "unauthorized",
    headers: ["WWW-Authenticate"],
  },
  403: {
    name: "Forbidden",
    description: "The caller may not do this; `code` says why",
    code: "forbidden",
    headers: ["WWW-Authenticate"],
  },
  404: {
    name: "NotFound",
    description: "There is no such thing, or it is another team's",
    code: "not_found",
  },
  409: {
    name: "Conflict",
    description: "The request conflicts with the present state, or the one it repeats is still running",
    code: "conflict",
  },
  413: { name: "PayloadTooLarge", description: "The body is larger than 16 KiB", code: "payload_too_large" },
  415: {
    name: "UnsupportedMediaType",
    description: "The body is not of the type this takes",
    code: "unsupported_media_type",
  },
  422: {
    name: "IdempotencyMismatch",
    description: "The Idempotency-Key was used with another request",
    code: "idempotency_mismatch",
  },
  429: {
    name: "RateLimited",
    description: "A rate limit is exceeded",
    code: "rate_limit_exceeded",
    message: formatLimitMessage(7),
    headers: ["Retry-After"],
  },
  431: {
    name: "HeadersTooLarge",
    description: "The request's headers are too large",
    code: "headers_too_large",
    isBeforeLimits: true,
  },
  500: { name: "InternalError", description: "Something went wrong on our side", code: "internal_error" },
  503: {
    name: "ServiceUnavailable",
    description: "The service is temporarily unavailable",
    code: "service_unavailable",
    headers: ["Retry-After"],
  },
};

/** References to the documented answers with these statuses. */
export function refErrors(statuses: readonly number[]): Record<string, { $ref: string }> {
  return Object.fromEntries(
    statuses.map((status) => [String(status), { $ref: `#/components/responses/${errors[status]?.name}` }]),
  );
}

function describeError(text: ErrorText): ZodOpenApiResponseObject {
  const { description, code, message, details, headers, isBeforeLimits = false } = text;
  const error = {
    code,
    message: message ?? errorTable[code].message,
    ...(details === undefined ? {} : { details }),
  };
  return {
    description,
    headers: isBeforeLimits ? requestIdHeader : refHeaders(headers),
    content: {
      "application/json": { schema: { $ref: "#/components/schemas/Error" }, example: { error } },
    },
  };
}

export const errorResponses: Record<string, ZodOpenApiResponseObject> = Object.fromEntries(
  Object.values(errors).map((error) => [error.name, describeError(error)]),
);
