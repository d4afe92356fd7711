import { constants, monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";

/** The kinds of garbage collection, as they are named in metrics. */
const kinds = new Map<number, GarbageKind>([
  [constants.NODE_PERFORMANCE_GC_MINOR, "minor"],
  [constants.NODE_PERFORMANCE_GC_MAJOR, "major"],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, "incremental"],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, "weak_callbacks"],
]);

export const garbageKinds = ["minor", "major", "incremental", "weak_callbacks"] as const;
type GarbageKind = (typeof garbageKinds)[number];

/** How one thread is doing. Each thread has its own event loop and its own heap. */
export interface ThreadHealth {
  heapUsedBytes: number;
  heapLimitBytes: number;
  /** How late timers were in the latest finished interval. */
  lagP99Seconds: number;
  lagMaxSeconds: number;
  /** Since the thread started. */
  garbage: Record<GarbageKind, { runs: number; seconds: number }>;
}

export interface ThreadWatch {
  describe(): ThreadHealth;
  stop(): void;
}

/** Lag is measured by a timer of this length, which is part of each measurement. */
const resolutionMs = 20;

/** Longer than most servers' scrape interval, so that each peak is in at least one scrape. */
const intervalMs = 30_000;

const nanosecondsPerSecond = 1e9;

/** Measures the event loop, the heap and the garbage collector of the thread it is called on. */
export function watchThread(): ThreadWatch {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let finished = { lagP99Seconds: 0, lagMaxSeconds: 0 };
  const readLag = () => ({
    lagP99Seconds: toLagSeconds(delay.percentile(99)),
    lagMaxSeconds: toLagSeconds(delay.max),
  });
  const timer = setInterval(() => {
    finished = readLag();
    delay.reset();
  }, intervalMs);
  timer.unref();
  const garbage = {
    minor: { runs: 0, seconds: 0 },
    major: { runs: 0, seconds: 0 },
    incremental: { runs: 0, seconds: 0 },
    weak_callbacks: { runs: 0, seconds: 0 },
  };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const total = garbage[kinds.get(readKind(entry)) ?? "minor"];
      total.runs += 1;
      total.seconds += entry.duration / 1_000;
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  return {
    describe: () => {
      const { used_heap_size, heap_size_limit } = getHeapStatistics();
      const current = readLag();
      return {
        heapUsedBytes: used_heap_size,
        heapLimitBytes: heap_size_limit,
        // A thread that is late now must not look well until its interval ends.
        lagP99Seconds: Math.max(finished.lagP99Seconds, current.lagP99Seconds),
        lagMaxSeconds: Math.max(finished.lagMaxSeconds, current.lagMaxSeconds),
        garbage,
      };
    },
    stop: () => {
      clearInterval(timer);
      delay.disable();
      observer.disconnect();
    },
  };
}

function readKind(entry: object): number {
  const detail: unknown = "detail" in entry ? entry.detail : null;
  return typeof detail === "object" && detail !== null && "kind" in detail ? Number(detail.kind) : 0;
}

/** An empty histogram has a maximum of 0 or less than a timer's length. */
function toLagSeconds(nanoseconds: number): number {
  return Math.max(0, nanoseconds / nanosecondsPerSecond - resolutionMs / 1_000);
}
