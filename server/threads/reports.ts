import type { Limiter } from "#lib/domain/limits/limiter.ts";
import type { Metrics } from "#lib/platform/metrics/metrics.ts";
import type { ThreadWatch } from "#lib/platform/metrics/thread-health.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import type { KeyLookUp } from "#lib/verification/cache/known-keys.ts";
import { createRequestMemory, type RequestMemory } from "#lib/verification/requests/request-memory.ts";
import { describeNothing, maxEntries, type RequestLog } from "#lib/verification/requests/request-recorder.ts";
import { createUsageMemory, type UsageMemory } from "#lib/verification/usage/usage-memory.ts";
import { describeNoUsage, type UsageRecorder } from "#lib/verification/usage/usage-recorder.ts";
import type { Report } from "./contract.ts";

/** About 400 bytes each. The main thread takes them every second. */
const maxRows = 20_000;

/**
 * Keeps a thread's usage counts until the main thread takes them. Nothing is written to the database here.
 */
export function createThreadUsage(): { memory: UsageMemory; usage: UsageRecorder } {
  const memory = createUsageMemory(maxRows);
  const usage = {
    record: memory.add,
    describe: describeNoUsage,
    flush: async () => {},
    catchUp: async () => {},
    stop: async () => {},
  };
  return { memory, usage };
}

/** Keeps a thread's entries of the request log until the main thread takes them. */
export function createThreadRequests({ requestLogDays }: Pick<Config, "requestLogDays">): {
  memory: RequestMemory;
  requests: RequestLog;
} {
  const memory = createRequestMemory(maxEntries);
  const wants = requestLogDays === 0 ? () => false : memory.wants;
  return { memory, requests: { wants, add: memory.add, describe: describeNothing } };
}

interface Counting {
  metrics: Metrics;
  keys: KeyLookUp;
  limiter: Limiter;
  usageMemory: UsageMemory;
  requestMemory: RequestMemory;
  watch: Pick<ThreadWatch, "describe">;
}

/** Returns a function that takes everything counted since its last call. */
export function createReports({ metrics, keys, limiter, usageMemory, requestMemory, watch }: Counting) {
  let last = { hits: 0, stale: 0, countedLocally: 0 };
  return (): Report => {
    const { hits, stale, size } = keys.count();
    const { countedLocally } = limiter.describe();
    const report = {
      ...metrics.take(),
      usage: usageMemory.take(),
      requests: requestMemory.take(),
      keys: { hits: hits - last.hits, stale: stale - last.stale },
      countedLocally: countedLocally - last.countedLocally,
      knownKeys: size,
      health: watch.describe(),
    };
    last = { hits, stale, countedLocally };
    return report;
  };
}
