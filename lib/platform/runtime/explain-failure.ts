import { ServiceError } from "#lib/domain/common/errors.ts";
import {
  describeDatabaseFailure,
  isDatabaseUnavailable,
  isDiskFull,
} from "#lib/platform/db/server/database-errors.ts";
import type { Logger } from "#lib/platform/log/log.ts";

/** The Retry-After of a response while the database is unavailable. */
const databaseRetrySeconds = 2;

const diskFullMessage = "The server's disk is full. Changes cannot be saved until space is freed";

/**
 * Turns anything thrown into a response: an expected failure unchanged, otherwise 503 if the database is unavailable and
 * 500 for the rest, with the cause only in the log.
 */
export function explainFailure(thrown: unknown, logger: Pick<Logger, "error">): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  if (isDatabaseUnavailable(thrown)) {
    // Without a stack trace: while the database is unavailable, every request would log one.
    logger.error({ reason: describeDatabaseFailure(thrown) }, "the database cannot be used");
    return new ServiceError("service_unavailable", {
      ...(isDiskFull(thrown) ? { message: diskFullMessage } : {}),
      headers: { "Retry-After": String(databaseRetrySeconds) },
      cause: thrown,
    });
  }
  logger.error({ err: thrown }, "a request failed");
  return new ServiceError("internal_error", { cause: thrown });
}
