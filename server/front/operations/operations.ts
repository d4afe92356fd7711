import type { ThreadCounts } from "#lib/platform/metrics/thread-counts.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Application } from "#server/http/application.ts";
import { createHealth, type Health } from "./health.ts";
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

export function createOperations(
  runtime: Runtime,
  application: Pick<Application, "isReady" | "report"> | null,
  others: OtherThreads | null = null,
): Operations {
  const isConsoleReady = () => application?.isReady() ?? false;
  return {
    ...createHealth(runtime, isConsoleReady),
    readMetrics: async () => {
      const [report, threads] = await Promise.all([application?.report(), others?.gather()]);
      const pages = report ? { report, isReady: isConsoleReady() } : null;
      return renderMetrics(runtime, pages, threads);
    },
  };
}
