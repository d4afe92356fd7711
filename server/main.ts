import { captureOutput } from "#lib/platform/log/capture-output.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { createProcessLogger, describeSource, isReadByPrograms } from "#lib/platform/log/process-logger.ts";
import { createClosing } from "#lib/platform/process/closing.ts";
import { setRuntime } from "#lib/platform/runtime/runtime.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { readProductBuild } from "#lib/platform/settings/product-version.ts";
import { openTracing } from "#lib/platform/tracing/otlp/open-tracing.ts";
import { reportFormerManagers } from "./report-former-managers.ts";
import { readStartNews } from "./runtime/announce.ts";
import { createRuntime } from "./runtime/create-runtime.ts";
import { reportStart, reportStartFailure } from "./runtime/report-start.ts";
import { serve } from "./serve.ts";
import { stopOnSignal } from "./shut-down.ts";
import { countLimiterThreads } from "./threads/thread-group.ts";

const closing = createClosing();
const stopping = new AbortController();

/** Node would print the error in several plain lines, and end the process too. */
function endOnUnexpectedError(logger: Pick<Logger, "fatal">): void {
  process.on("uncaughtException", (error) => {
    logger.fatal({ err: error }, "the console ended after an unexpected error");
    process.exit(1);
  });
}

async function start(): Promise<void> {
  const config = readConfig();
  const logger = createProcessLogger(config, "verifier");
  if (isReadByPrograms(config)) captureOutput(logger);
  endOnUnexpectedError(logger);
  logger.info({ ...readProductBuild(), node: process.versions.node }, "starting");
  // Registered first, so that a start that waits or migrates can be stopped too.
  stopOnSignal(closing, stopping, logger);
  closing.add("traces", await openTracing(config, { logger, source: describeSource("verifier", config) }));
  const runtime = await createRuntime(config, {
    closing,
    logger,
    signal: stopping.signal,
    limiterThreads: countLimiterThreads(config.verifyThreads),
    hasPagesProcess: config.serve !== "api",
  });
  setRuntime(runtime);
  await serve(runtime, closing);
  reportStart(config, await readStartNews(runtime));
  if (runtime.config.serve !== "api") await reportFormerManagers(runtime);
}

try {
  await start();
} catch (error) {
  // A stopped start fails wherever it is; the signal handler ends the process.
  if (!stopping.signal.aborted) {
    reportStartFailure(error, "verifier");
    await closing.close().catch((failure: unknown) => reportStartFailure(failure, "verifier"));
    process.exit(1);
  }
}
