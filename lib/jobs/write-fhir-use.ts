import { describeDatabaseFailure, isDatabaseUnavailable } from "#lib/platform/db/server/database-errors.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { writeFhirUse } from "#lib/services/fhir-servers/gateway/write-fhir-use.ts";

const intervalMs = 5_000;

/** Writes what this process has counted of the FHIR gateway, one round at a time, and the last counts when it stops. */
export function startWritingFhirUse(runtime: Runtime): { stop: () => Promise<void> } {
  let round = Promise.resolve();
  const write = () => {
    round = round
      .then(() => runtime.metrics.jobs.time("write_fhir_use", () => writeFhirUse(runtime)))
      .catch((error: unknown) => {
        const cause = isDatabaseUnavailable(error)
          ? { reason: describeDatabaseFailure(error) }
          : { err: error };
        runtime.logger.warn(cause, "the use of FHIR servers could not be written and is kept");
      });
    return round;
  };
  const timer = setInterval(() => void write(), intervalMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return write();
    },
  };
}
