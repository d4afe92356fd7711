import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { writeFailures } from "#lib/services/sign-in-failures/write-failures.ts";

const intervalMs = 10_000;

/** Writes the failed sign-ins of this process to the audit log, one round at a time, and the last ones when it stops. */
export function startWritingFailedSignIns(runtime: Runtime): { stop: () => Promise<void> } {
  let round = Promise.resolve();
  const write = (isStopping: boolean) => {
    round = round
      .then(() =>
        runtime.metrics.jobs.time("write_failed_sign_ins", () =>
          writeFailures(runtime, { now: new Date(), isStopping }),
        ),
      )
      .catch((error: unknown) =>
        runtime.logger.error({ err: error }, "failed sign-ins could not be written to the audit log"),
      );
    return round;
  };
  const timer = setInterval(() => void write(false), intervalMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return write(true);
    },
  };
}
