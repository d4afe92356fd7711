import { ServiceError } from "#lib/domain/common/errors.ts";

const retryAfterSeconds = 5;

/** The 503 for a page when too many others wait. */
export function createBusyError(): ServiceError {
  return new ServiceError("service_unavailable", {
    message: `The console is busy. Try again in ${retryAfterSeconds} seconds.`,
    headers: { "Retry-After": String(retryAfterSeconds) },
  });
}
