import { setTimeout as wait } from "node:timers/promises";
import { isDatabaseUnavailable } from "#lib/platform/db/server/database-errors.ts";
import type { Logger } from "#lib/platform/log/log.ts";

const retryMs = 500;

interface WaitOptions {
  /** 0: the first failure is final. */
  seconds: number;
  logger: Pick<Logger, "info">;
  /** Stops waiting. */
  signal?: AbortSignal | undefined;
}

/**
 * Opens the database, and tries again while it does not answer. An error that the database returns, for
 * example for a wrong password, is final.
 */
export async function waitForDatabase<T>(
  open: () => Promise<T>,
  { seconds, logger, signal }: WaitOptions,
): Promise<T> {
  const deadlineAt = performance.now() + seconds * 1000;
  for (let tries = 1; ; tries++) {
    try {
      return await open();
    } catch (error) {
      if (performance.now() >= deadlineAt || !isDatabaseUnavailable(error)) throw error;
      if (tries === 1) logger.info({ seconds }, "the database does not answer yet; waiting for it");
      await wait(retryMs, undefined, signal === undefined ? {} : { signal });
    }
  }
}
