import { hasBrand } from "./brand.ts";

/** Every error code of the API, with its status and default public message. */
export const errorTable = {
  invalid_request: { status: 400, message: "The request is not valid" },
  unauthorized: { status: 401, message: "Invalid or missing API key" },
  forbidden: { status: 403, message: "Insufficient permissions for this resource" },
  origin_not_allowed: { status: 403, message: "Requests from this origin are not allowed" },
  sign_up_closed: { status: 403, message: "Sign-up is by invitation only" },
  reauthentication_required: { status: 403, message: "Confirm that it is you, then send the request again" },
  policy_violation: { status: 403, message: "The environment's rules do not allow this" },
  team_suspended: { status: 403, message: "This team is suspended. Ask an administrator of this console" },
  not_found: { status: 404, message: "Not found" },
  method_not_allowed: { status: 405, message: "This method is not allowed for this path" },
  conflict: { status: 409, message: "The request conflicts with the current state" },
  payload_too_large: { status: 413, message: "The request body is larger than 16 KiB" },
  unsupported_media_type: { status: 415, message: "The request body must be application/json" },
  idempotency_mismatch: {
    status: 422,
    message: "This Idempotency-Key was already used with a different request",
  },
  rate_limit_exceeded: { status: 429, message: "Rate limit exceeded" },
  headers_too_large: { status: 431, message: "The request headers are too large" },
  internal_error: { status: 500, message: "Something went wrong on our side" },
  bad_gateway: { status: 502, message: "The FHIR server did not answer as it should" },
  service_unavailable: { status: 503, message: "The service is temporarily unavailable" },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof errorTable;

export interface ErrorDetail {
  /** The field in the request, with dots between names: `rateLimit.perMinute`. */
  path: string;
  message: string;
}

export interface ErrorBody {
  error: { code: ErrorCode; message: string; details?: ErrorDetail[] };
}

interface ServiceErrorOptions {
  /** Public text, where the default message is not specific enough. Never the message of the cause. */
  message?: string;
  details?: ErrorDetail[];
  /** Response headers that belong to this error, e.g. `Retry-After`. */
  headers?: Record<string, string>;
  /** For the log only. */
  cause?: unknown;
}

const brand = Symbol.for("byteengine.ServiceError");

/** An expected failure with its public text. Anything else that is thrown becomes `internal_error`. */
export class ServiceError extends Error {
  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly details: ErrorDetail[] | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, options: ServiceErrorOptions = {}) {
    super(options.message ?? errorTable[code].message, { cause: options.cause });
    this.name = "ServiceError";
    this.code = code;
    this.details = options.details;
    this.headers = options.headers ?? {};
  }

  static override [Symbol.hasInstance](value: unknown): value is ServiceError {
    return hasBrand(value, brand);
  }

  get status(): number {
    return errorTable[this.code].status;
  }
}

/** The body of an error response. */
export function toErrorBody(error: ServiceError): ErrorBody {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.details === undefined ? {} : { details: error.details }),
    },
  };
}

/** A 401. It contains `invalid_token` only if a credential was sent (RFC 6750, section 3.1). */
export function createUnauthorized(wasCredentialSent: boolean): ServiceError {
  const challenge = 'Bearer realm="byteengine"';
  return new ServiceError("unauthorized", {
    headers: { "WWW-Authenticate": wasCredentialSent ? `${challenge}, error="invalid_token"` : challenge },
  });
}

/** A 403 for a missing permission, which `scope` names (RFC 6750, section 3.1). */
export function missingPermission(permission: string): ServiceError {
  return new ServiceError("forbidden", {
    headers: {
      "WWW-Authenticate": `Bearer realm="byteengine", error="insufficient_scope", scope="${permission}"`,
    },
  });
}

/**
 * Why a caller who holds the permission is still rejected. Fixed ASCII phrases: they are sent in a header (RFC 6750,
 * section 3), and the console shows them unchanged.
 */
const boundTexts = {
  people: "Only a signed-in person can do this, not a key",
  peopleRoles: "Only a signed-in person can assign, change or remove the admin and owner roles",
  peopleManagement: "Only a signed-in person can change which environments allow team management",
  teamManagement: "This key's environment does not allow team management",
  teamManagementResources: "A key limited to specific resources cannot manage the team",
  environment: "This key is limited to another environment",
  resources: "This key is limited to other resources",
  expiry: "It would expire later than the key used to change it",
  allowedIps: "It would accept IP addresses that the key used to change it does not accept",
  rateLimit: "It would have higher rate limits than the key used to change it",
  inherit: "A key with a permission list cannot create a key that inherits permissions",
  role: "This requires a higher role than yours",
  owner: "This belongs to someone else",
  gatewayKeys: "The gateway of this server accepts tokens of apps only, not API keys",
  address: "This key does not accept requests from this IP address",
} as const;

export type Bound = keyof typeof boundTexts;

/** A 403 caused by a bound of the caller, not by a missing permission. `error_description` says which one. */
export function beyondBound(bound: Bound): ServiceError {
  return new ServiceError("forbidden", {
    headers: {
      "WWW-Authenticate": `Bearer realm="byteengine", error="insufficient_scope", error_description="${boundTexts[bound]}"`,
    },
  });
}

export function notFound(): ServiceError {
  return new ServiceError("not_found");
}

/** A 405 for a path that exists, with the methods it supports (RFC 9110, section 15.5.6). */
export function methodNotAllowed(methods: readonly string[]): ServiceError {
  const allowed = methods.includes("GET") ? [...methods, "HEAD"] : methods;
  return new ServiceError("method_not_allowed", { headers: { Allow: allowed.join(", ") } });
}

/** A 400 for one invalid field. */
export function invalidField(path: string, message: string): ServiceError {
  return new ServiceError("invalid_request", {
    message: `${path}: ${message}`,
    details: [{ path, message }],
  });
}
