import { noThreads, type ThreadCounts } from "#lib/platform/metrics/thread-counts.ts";
import { type ThreadWatch, watchThread } from "#lib/platform/metrics/thread-health.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Application } from "#server/http/application.ts";
import { createHealth, type Health } from "./health.ts";
import { readDiskSpace } from "./instance-state.ts";
import { renderMetrics } from "./render-metrics.ts";

/** What operators can read about the whole instance, on any of its threads. */
export interface Operations extends Health {
  /** Prometheus's text format. */
  readMetrics(): Promise<string>;
}

/** The threads besides this one. */
export interface OtherThreads {
  /** Collects what they have counted so far. A thread that does not report in time is left out. */
  gather(): Promise<ThreadCounts>;
}

/** The main thread has one watch, however many fronts tests create. */
let mainWatch: ThreadWatch | null = null;

export function createOperations(
  runtime: Runtime,
  application: Pick<Application, "isReady" | "report"> | null,
  others: OtherThreads | null = null,
): Operations {
  mainWatch ??= watchThread();
  const watch = mainWatch;
  const isConsoleReady = () => application?.isReady() ?? false;
  const { readState, readReadiness } = createHealth(runtime, isConsoleReady);
  return {
    readReadiness,
    readMetrics: async () => {
      const [report, threads, database, disk] = await Promise.all([
        application?.report(),
        others?.gather(),
        readState(),
        readDiskSpace(runtime),
      ]);
      const pages = report ? { report, isReady: isConsoleReady() } : null;
      return renderMetrics(runtime, {
        pages,
        threads: threads ?? noThreads,
        instance: { database, disk },
        health: watch.describe(),
      });
    },
  };
}
