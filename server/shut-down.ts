import type { Logger } from "#lib/platform/log/log.ts";
import type { Closing } from "#lib/platform/process/closing.ts";

/**
 * When closing hangs, the process ends anyway. Supervisors usually wait 10 seconds before they kill a
 * process. Requests get `requestGraceMs` of these; the rest is for writing usage counts and closing the
 * database.
 */
const hardLimitMs = 9_000;

/** Requests that take longer to finish are cut off. */
export const requestGraceMs = 5_000;

/** Closes everything on a stop signal and ends the process. A second signal ends it immediately. */
export function stopOnSignal(
  closing: Closing,
  stopping: AbortController,
  logger: Pick<Logger, "info" | "error">,
): void {
  const stop = (signal: NodeJS.Signals) => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
    logger.info({ signal }, "stopping");
    setTimeout(() => {
      logger.error("stopping took too long; ending the process now");
      process.exit(1);
    }, hardLimitMs).unref();
    closing.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "stopping failed");
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stop);
}
