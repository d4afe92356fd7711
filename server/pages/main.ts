// The pages process. Only the verifier starts it (pages-process.ts).

import { type Outbox, startOutbox } from "#lib/jobs/outbox/start-outbox.ts";
import { startWritingFailedSignIns } from "#lib/jobs/write-failed-sign-ins.ts";
import { startWritingFhirUse } from "#lib/jobs/write-fhir-use.ts";
import { openForPages } from "#lib/platform/db/database.ts";
import { captureOutput } from "#lib/platform/log/capture-output.ts";
import { createProcessLogger, describeSource, isReadByPrograms } from "#lib/platform/log/process-logger.ts";
import { watchThread } from "#lib/platform/metrics/thread-health.ts";
import { createClosing } from "#lib/platform/process/closing.ts";
import type {
  PagesCalls,
  PagesReport,
  PagesStart,
  VerifierCalls,
} from "#lib/platform/processes/pages-contract.ts";
import { createPeer } from "#lib/platform/processes/peer.ts";
import { createProcessPort } from "#lib/platform/processes/process-port.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { openTracing } from "#lib/platform/tracing/otlp/open-tracing.ts";
import { reportStartFailure } from "#server/runtime/report-start.ts";
import { traceRuntime } from "#server/tracing/trace-runtime.ts";
import { createAnnouncedChanges, createFollowingClock, createPagesRuntime } from "./create-pages-runtime.ts";
import { servePages } from "./serve-pages.ts";

const watch = watchThread();
const closing = createClosing();
const clock = createFollowingClock();
let running: Runtime | null = null;
let outbox: Outbox | null = null;

async function start(options: PagesStart): Promise<void> {
  try {
    clock.set(options.clock);
    const config = readConfig();
    const logger = createProcessLogger(config, "pages");
    if (isReadByPrograms(config)) captureOutput(logger);
    closing.add("traces", await openTracing(config, { logger, source: describeSource("pages", config) }));
    const changes = createAnnouncedChanges(options.instanceId, verifier);
    const database = await openForPages(config, logger, { embeddedPool: options.embeddedPool, changes });
    closing.add("the database", database.close);
    const own = await createPagesRuntime(config, {
      logger,
      database,
      verifier,
      clock,
      close: closing.close,
    });
    const runtime = traceRuntime(own);
    setRuntime(runtime);
    running = runtime;
    const writing = startWritingFailedSignIns(runtime);
    closing.add("writing failed sign-ins", () => writing.stop());
    const writingUse = startWritingFhirUse(runtime);
    closing.add("writing the use of FHIR servers", () => writingUse.stop());
    outbox = startOutbox(runtime);
    closing.add("sending emails", outbox.stop);
    await servePages(runtime, { socketPath: options.socketPath, closing });
  } catch (error) {
    reportStartFailure(error, "pages");
    process.exit(1);
  }
}

async function stop(): Promise<void> {
  await closing.close().catch((error: unknown) => running?.logger.error({ err: error }, "stopping failed"));
  process.exit(0);
}

function report(): PagesReport {
  const { user, system } = process.cpuUsage();
  const pool = running?.database.pool;
  return {
    memoryBytes: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / 1e6,
    connections: {
      total: pool?.totalCount ?? 0,
      idle: pool?.idleCount ?? 0,
      waiting: pool?.waitingCount ?? 0,
    },
    outbox: outbox?.report() ?? { waiting: 0, oldestSeconds: 0, sent: 0, failed: 0, givenUp: 0 },
    health: watch.describe(),
    statements: running?.database.listStatements() ?? [],
    jobs: running?.metrics.jobs.list() ?? [],
  };
}

// Next would log the error and go on, with whatever the exception has left half done, such as a database connection on which
// every later request waits. The verifier starts a new process.
process.on("uncaughtException", (error) => {
  if (running === null) reportStartFailure(error, "pages");
  else running.logger.error({ err: error }, "the pages process ended after an unexpected error");
  process.exit(1);
});

const verifier = createPeer<PagesCalls, VerifierCalls>(createProcessPort(process), {
  start,
  setClock: clock.set,
  renewConnections: () => running?.database.renewConnections(),
  report,
  stop,
});

// Terminals and supervisors signal every process. The verifier decides what to finish, and in which order.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});

// The verifier has ended, so nothing can send requests. If started by hand, there never was one.
process.once("disconnect", () => process.exit(1));
if (!process.connected) process.exit(1);
