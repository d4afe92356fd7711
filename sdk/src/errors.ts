export interface ErrorDetail {
  /** The field in the request, with dots between names: `rateLimit.perMinute`. */
  path: string;
  message: string;
}

export interface ErrorFacts {
  /**
   * The API's error code, such as `not_found`, or one of this package: `connection_failed`, `timed_out`, `invalid_answer`,
   * `invalid_use`.
   */
  code: string;
  /** The HTTP status. Null if there was no response. */
  status?: number | null;
  /** Identifies the request in the console's log. */
  requestId?: string | null;
  /** The number of seconds to wait before the next attempt, from the API. */
  retryAfter?: number | null;
  details?: readonly ErrorDetail[];
  cause?: unknown;
}

/** The base class of every error this package throws. Errors never contain the key or other sent data. */
export class ByteEngineError extends Error {
  readonly code: string;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly retryAfter: number | null;
  /** On a 400: the invalid fields of the request. */
  readonly details: readonly ErrorDetail[];

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.code = facts.code;
    this.status = facts.status ?? null;
    this.requestId = facts.requestId ?? null;
    this.retryAfter = facts.retryAfter ?? null;
    this.details = facts.details ?? [];
  }
}

/** 400, 413, 415 and 422: the request is not valid. */
export class InvalidRequestError extends ByteEngineError {}

/** 401: the key is missing, invalid, expired, disabled or revoked. */
export class AuthenticationError extends ByteEngineError {}

/** 403: the key lacks a permission, is limited to another environment, or does not accept this IP address. */
export class PermissionError extends ByteEngineError {}

/** 404: not found, or it belongs to another team. */
export class NotFoundError extends ByteEngineError {}

/** 409: the current state does not allow the request. */
export class ConflictError extends ByteEngineError {}

/** 429: wait for `retryAfter` seconds. */
export class RateLimitError extends ByteEngineError {}

/** 500 and above, and responses that are not from the API. */
export class ServerError extends ByteEngineError {}

/** No response: the connection failed or was interrupted. */
export class ConnectionError extends ByteEngineError {}

/** No response within the timeout. */
export class TimeoutError extends ByteEngineError {}

const classes: Readonly<Record<number, typeof ByteEngineError>> = {
  400: InvalidRequestError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  413: InvalidRequestError,
  415: InvalidRequestError,
  422: InvalidRequestError,
  429: RateLimitError,
};

export function createApiError(message: string, facts: ErrorFacts & { status: number }): ByteEngineError {
  const ErrorClass = classes[facts.status] ?? (facts.status >= 500 ? ServerError : ByteEngineError);
  return new ErrorClass(message, facts);
}

/** An error for incorrect use of this package. */
export function createUseError(message: string): ByteEngineError {
  return new ByteEngineError(message, { code: "invalid_use" });
}
