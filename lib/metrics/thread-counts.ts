/** What the verification threads beside the main one have counted. Requests and use are added to the main thread's own. */
export interface ThreadCounts {
  /** Threads that answer requests, the main one included. */
  serving: number;
  /** Threads that had to be started because one had ended. */
  replaced: number;
  threads: { slot: number; verifications: number }[];
  keys: { hits: number; stale: number; size: number };
  countedAway: number;
}

export const noThreads: ThreadCounts = {
  serving: 1,
  replaced: 0,
  threads: [],
  keys: { hits: 0, stale: 0, size: 0 },
  countedAway: 0,
};
