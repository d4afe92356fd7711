import { createClosing } from "#lib/closing.ts";
import { readConfig } from "#lib/env.ts";
import { createLogger } from "#lib/log.ts";
import { setRuntime } from "#lib/runtime.ts";
import { describeStart } from "./announce.ts";
import { createRuntime } from "./create-runtime.ts";
import { reportFormerManagers } from "./report-former-managers.ts";
import { serve } from "./serve.ts";
import { stopOnSignal } from "./shut-down.ts";
import { describeStartFailure } from "./start-failure.ts";
import { countLimiterThreads } from "./threads/thread-group.ts";

const closing = createClosing();
const stopping = new AbortController();

async function start(): Promise<void> {
  const config = readConfig();
  const logger = createLogger({ level: config.logLevel });
  // Registered first, so that a start that waits or migrates can be stopped too.
  stopOnSignal(closing, stopping, logger);
  const runtime = await createRuntime(config, {
    closing,
    logger,
    signal: stopping.signal,
    limiterThreads: countLimiterThreads(config.verifyThreads),
    hasPagesProcess: config.serve !== "api",
  });
  setRuntime(runtime);
  await serve(runtime, closing);
  const lines = await describeStart(runtime);
  process.stdout.write(`${lines.join("\n")}\n`);
  if (runtime.config.serve !== "api") await reportFormerManagers(runtime);
}

try {
  await start();
} catch (error) {
  // A stopped start fails wherever it is; the signal handler ends the process.
  if (!stopping.signal.aborted) {
    process.stderr.write(`${describeStartFailure(error)}\n`);
    await closing.close().catch((failure: unknown) => process.stderr.write(`${failure}\n`));
    process.exit(1);
  }
}
