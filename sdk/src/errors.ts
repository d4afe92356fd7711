export interface ErrorDetail {
  /** Where in the request, dots between names: `rateLimit.perMinute`. */
  path: string;
  message: string;
}

export interface ErrorFacts {
  /** The API's own code such as `not_found`, or one of ours: `connection_failed`, `timed_out`, `invalid_answer`, `invalid_use`. */
  code: string;
  /** The HTTP status; null when nothing was answered. */
  status?: number | null;
  /** Names the request in the console's log. */
  requestId?: string | null;
  /** Seconds the API asks to wait before the next try. */
  retryAfter?: number | null;
  details?: readonly ErrorDetail[];
  cause?: unknown;
}

/** Everything this package throws is one of these. None holds the key, nor anything else that was sent. */
export class ByteEngineError extends Error {
  readonly code: string;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly retryAfter: number | null;
  /** Which fields of the request are wrong, on a 400. */
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

/** 400, 413, 415 and 422: the request has to be mended. */
export class InvalidRequestError extends ByteEngineError {}

/** 401: the key is missing, wrong, expired, disabled or revoked. */
export class AuthenticationError extends ByteEngineError {}

/** 403: the key lacks a permission, is of another environment, or comes from an address it may not. */
export class PermissionError extends ByteEngineError {}

/** 404: there is no such thing, or it is another team's. */
export class NotFoundError extends ByteEngineError {}

/** 409: the present state does not allow it. */
export class ConflictError extends ByteEngineError {}

/** 429: wait for `retryAfter` seconds. */
export class RateLimitError extends ByteEngineError {}

/** 500 and above, and answers that are none of the API's. */
export class ServerError extends ByteEngineError {}

/** No answer came: no connection, or one that broke. */
export class ConnectionError extends ByteEngineError {}

/** No answer came in time. */
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

/** A mistake in how this package is used. */
export function createUseError(message: string): ByteEngineError {
  return new ByteEngineError(message, { code: "invalid_use" });
}
