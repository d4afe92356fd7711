import { renderMetrics } from "#lib/metrics/render-metrics.ts";
import type { ThreadCounts } from "#lib/metrics/thread-counts.ts";
import type { Runtime } from "#lib/runtime.ts";
import type { Application } from "../http/application.ts";
import { createHealth, type Health } from "./health.ts";

/** What operators ask of an instance as a whole, whichever of its threads they reach. */
export interface Operations extends Health {
  /** Prometheus's text format. */
  readMetrics(): Promise<string>;
}

/** The threads beside this one. */
export interface OtherThreads {
  /** Takes in what they have counted up to now; what does not come soon is missing. */
  gather(): Promise<ThreadCounts>;
}

export function createOperations(
  runtime: Runtime,
  application: Pick<Application, "isReady" | "report"> | null,
  others: OtherThreads | null = null,
): Operations {
  const isConsoleThere = () => application?.isReady() ?? false;
  return {
    ...createHealth(runtime, isConsoleThere),
    readMetrics: async () => {
      const [report, threads] = await Promise.all([application?.report(), others?.gather()]);
      const pages = report ? { report, isReady: isConsoleThere() } : null;
      return renderMetrics(runtime, pages, threads);
    },
  };
}
