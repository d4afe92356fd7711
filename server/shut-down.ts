import { startSweeping } from "#lib/jobs/sweep.ts";
import type { Runtime } from "#lib/runtime.ts";
import type { Serving } from "./serve.ts";

/** Requests that are longer in finishing are cut off. */
const graceMs = 10_000;

/** When what comes after the last request hangs as well. */
const hardLimitMs = graceMs + 5_000;

/** Finishes what runs, then writes what was counted, then closes the database. */
async function shutDown(runtime: Runtime, { closeServer, pages }: Serving): Promise<void> {
  await closeServer(graceMs);
  await pages?.close();
  await runtime.limiter.stop();
  await runtime.following.stop();
  await runtime.usage.stop();
  await runtime.database.close();
}

/** Runs the jobs until a signal ends the process: the first one gracefully, a second one at once. */
export function runUntilSignal(runtime: Runtime, serving: Serving): void {
  // A process that only verifies may have a role that may not delete; another one sweeps.
  const sweeping = runtime.config.serve === "api" ? null : startSweeping(runtime);
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    runtime.logger.info({ signal }, "stopping");
    sweeping?.stop();
    setTimeout(() => process.exit(1), hardLimitMs).unref();
    shutDown(runtime, serving).then(
      () => process.exit(0),
      (error: unknown) => {
        runtime.logger.error({ err: error }, "stopping failed");
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stop);
}
