import { startSweeping } from "#lib/jobs/sweep.ts";
import type { Runtime } from "#lib/runtime.ts";
import type { Serving } from "./serve.ts";

/** Requests that are longer in finishing are cut off. */
const graceMs = 10_000;

/** Finishes what runs, then writes what was counted, then closes the database. */
async function shutDown(runtime: Runtime, { server, pages }: Serving): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cutOff);
  await pages?.close();
  await runtime.usage.stop();
  await runtime.database.close();
}

/** Runs the jobs until a signal ends the process: the first one gracefully, a second one at once. */
export function runUntilSignal(runtime: Runtime, serving: Serving): void {
  const sweeping = startSweeping(runtime);
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    runtime.logger.info({ signal }, "stopping");
    sweeping.stop();
    shutDown(runtime, serving).then(
      () => process.exit(0),
      (error: unknown) => {
        runtime.logger.error({ err: error }, "stopping failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}
