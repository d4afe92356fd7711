import { setTimeout as wait } from "node:timers/promises";
import type { CatchUp } from "#lib/verification/digests/known-digests.ts";

/** The end of the current poll and the next one, each at its maximum duration. */
const maxWaitMs = 3_000;

/** At most 20 polls per second, however many requests wait. */
const minBetweenMs = 50;

/**
 * Decides when to poll: at a steady pace, and sooner if a request waits for a poll that starts after it
 * arrived.
 */
export interface PollPace {
  catchUp: CatchUp;
  /** Runs one poll. `catchUp` of earlier requests resolves to whether it succeeded. Rejects if the poll does. */
  run(poll: () => Promise<void>): Promise<void>;
  /** Tells waiting requests that changes cannot be followed at the moment. */
  giveUp(): void;
  /** Waits until the next poll is due or the signal aborts. */
  pause(intervalMs: number, signal: AbortSignal): Promise<void>;
}

export function createPollPace(readMs: () => number): PollPace {
  let waiting: ((isCurrent: boolean) => void)[] = [];
  let wake = new AbortController();
  let startedAtMs = Number.NEGATIVE_INFINITY;

  const settle = (requests: typeof waiting, isCurrent: boolean) => {
    for (const resolveWaiting of requests) resolveWaiting(isCurrent);
  };

  return {
    catchUp: async () => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      waiting.push(resolve);
      wake.abort();
      const timer = setTimeout(resolve, maxWaitMs, false);
      timer.unref();
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
      }
    },
    run: async (poll) => {
      startedAtMs = readMs();
      const served = waiting;
      waiting = [];
      wake = new AbortController();
      try {
        await poll();
      } catch (error) {
        settle(served, false);
        throw error;
      }
      settle(served, true);
    },
    giveUp: () => {
      const abandoned = waiting;
      waiting = [];
      settle(abandoned, false);
    },
    pause: async (intervalMs, signal) => {
      await sleep(intervalMs, AbortSignal.any([signal, wake.signal]));
      const remainingMs = startedAtMs + minBetweenMs - readMs();
      if (remainingMs > 0 && !signal.aborted) await sleep(remainingMs, signal);
    },
  };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => {});
}
