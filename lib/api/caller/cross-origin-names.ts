/** Response headers that pages of other origins can read. */
export const exposedNames = [
  "X-Request-Id",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "RateLimit-Policy",
  "RateLimit",
  "Retry-After",
  "WWW-Authenticate",
] as const;

/**
 * Request headers that pages of other origins can send. The last three are added by tracing libraries to every request of a page
 * (W3C Trace Context and Baggage).
 */
export const sentNames = [
  "Authorization",
  "X-API-Key",
  "Content-Type",
  "Idempotency-Key",
  "traceparent",
  "tracestate",
  "baggage",
] as const;
