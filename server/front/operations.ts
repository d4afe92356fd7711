import { renderMetrics } from "#lib/metrics/render-metrics.ts";
import type { ThreadCounts } from "#lib/metrics/thread-counts.ts";
import type { Runtime } from "#lib/runtime.ts";
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

export function createOperations(runtime: Runtime, others: OtherThreads | null = null): Operations {
  return {
    ...createHealth(runtime),
    readMetrics: async () => renderMetrics(runtime, await others?.gather()),
  };
}
