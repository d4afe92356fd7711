import { describeDatabaseFailure, isDatabaseUnavailable, isDiskFull } from "#lib/db/database-errors.ts";
import { ServiceError } from "#lib/errors.ts";
import type { Logger } from "#lib/log.ts";

/** How long to stay away when the database cannot be reached. */
const databaseRetrySeconds = 2;

const diskFullMessage = "The server's disk is full. Nothing can be saved until there is space again";

/**
 * What to answer to anything thrown: an expected failure as it is; otherwise 503 when the database cannot be reached and
 * 500 for the rest, with the cause in the log alone.
 */
export function explainFailure(thrown: unknown, logger: Pick<Logger, "error">): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  if (isDatabaseUnavailable(thrown)) {
    // Without a stack: while the database is away, every request would log one.
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
