import type { ThreadHealth } from "./thread-health.ts";

/**
 * What the verification threads besides the main thread have counted. Their requests and usage are added to
 * the main thread's own counts.
 */
export interface ThreadCounts {
  /** Threads that answer requests, including the main thread. */
  serving: number;
  /** Threads started to replace one that had ended. */
  replaced: number;
  /** `health` is null until the thread has reported it. */
  threads: { slot: number; verifications: number; health: ThreadHealth | null }[];
  keys: { hits: number; stale: number; size: number };
  countedLocally: number;
}

export const noThreads: ThreadCounts = {
  serving: 1,
  replaced: 0,
  threads: [],
  keys: { hits: 0, stale: 0, size: 0 },
  countedLocally: 0,
};
