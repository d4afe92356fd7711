import type { ZodOpenApiResponseObject } from "zod-openapi";
import { type ErrorCode, errorTable } from "#lib/domain/common/errors.ts";
import { formatLimitMessage } from "#lib/domain/limits/headers.ts";
import { refHeaders, requestIdHeader } from "./response-headers.ts";

interface ErrorText {
  /** The name in `components.responses`. */
  name: string;
  description: string;
  code: ErrorCode;
  message?: string;
  details?: { path: string; message: string }[];
  headers?: readonly string[];
  /** Sent before the request is counted against any rate limit. */
  isBeforeLimits?: boolean;
}

/** The documented error of each status, with the headers that add details. */
const errors: Readonly<Record<string, ErrorText>> = {
  400: {
    name: "InvalidRequest",
    description: "The request is not valid. `details` lists each invalid field.",
    code: "invalid_request",
    message: "name: Must not be empty",
    details: [{ path: "name", message: "Must not be empty" }],
  },
  401: {
    name: "Unauthorized",
    description: "The credential is missing or not valid",
    code: "unauthorized",
    headers: ["WWW-Authenticate"],
  },
  403: {
    name: "Forbidden",
    description: "The caller is not allowed to do this. `code` says why.",
    code: "forbidden",
    headers: ["WWW-Authenticate"],
  },
  404: {
    name: "NotFound",
    description: "Not found, or it belongs to another team",
    code: "not_found",
  },
  409: {
    name: "Conflict",
    description:
      "The request conflicts with the current state, or the first request with its Idempotency-Key is still running",
    code: "conflict",
  },
  413: {
    name: "PayloadTooLarge",
    description: "The request body is larger than 16 KiB",
    code: "payload_too_large",
  },
  415: {
    name: "UnsupportedMediaType",
    description: "The content type of the request body is not supported",
    code: "unsupported_media_type",
  },
  422: {
    name: "IdempotencyMismatch",
    description: "The Idempotency-Key was already used with a different request",
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
    description: "The request headers are too large",
    code: "headers_too_large",
    isBeforeLimits: true,
  },
  500: { name: "InternalError", description: "Something went wrong on our side", code: "internal_error" },
  502: {
    name: "BadGateway",
    description: "The FHIR server did not answer as it should. `message` says what is wrong.",
    code: "bad_gateway",
  },
  503: {
    name: "ServiceUnavailable",
    description: "The service is temporarily unavailable",
    code: "service_unavailable",
    headers: ["Retry-After"],
  },
};

/** References to the documented responses with these statuses. */
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
