import { createLogger } from "#lib/platform/log/log.ts";
import { createClosing } from "#lib/platform/process/closing.ts";
import { setRuntime } from "#lib/platform/runtime/runtime.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { productVersion, readProductBuild } from "#lib/platform/settings/product-version.ts";
import { describeStart } from "./announce.ts";
import { reportFormerManagers } from "./report-former-managers.ts";
import { createRuntime } from "./runtime/create-runtime.ts";
import { describeStartFailure } from "./runtime/start-failure.ts";
import { serve } from "./serve.ts";
import { stopOnSignal } from "./shut-down.ts";
import { countLimiterThreads } from "./threads/thread-group.ts";

const closing = createClosing();
const stopping = new AbortController();

async function start(): Promise<void> {
  const config = readConfig();
  const logger = createLogger({ level: config.logLevel });
  logger.info({ version: productVersion, ...readProductBuild(), node: process.versions.node }, "starting");
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
