import { setTimeout as wait } from "node:timers/promises";
import type { CatchUp } from "./known-digests.ts";

/** The end of the poll that is under way, and the one after it, each as slow as a poll may be. */
const maxWaitMs = 3_000;

/** At most twenty polls a second, however many wait. */
const minBetweenMs = 50;

/** When to poll: at a steady pace, and sooner when someone waits for a poll that begins after they came. */
export interface PollPace {
  catchUp: CatchUp;
  /** Runs one poll; those who came before it are told whether it succeeded. Rejects as the poll does. */
  run(poll: () => Promise<void>): Promise<void>;
  /** Tells those who wait that changes cannot be followed at the moment. */
  giveUp(): void;
  /** Until the next poll is due, or the signal aborts. */
  pause(intervalMs: number, signal: AbortSignal): Promise<void>;
}

export function createPollPace(readMs: () => number): PollPace {
  let waiting: ((isCurrent: boolean) => void)[] = [];
  let wake = new AbortController();
  let startedAtMs = Number.NEGATIVE_INFINITY;

  const settle = (served: typeof waiting, isCurrent: boolean) => {
    for (const tell of served) tell(isCurrent);
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
      const left = waiting;
      waiting = [];
      settle(left, false);
    },
    pause: async (intervalMs, signal) => {
      await sleep(intervalMs, AbortSignal.any([signal, wake.signal]));
      const restMs = startedAtMs + minBetweenMs - readMs();
      if (restMs > 0 && !signal.aborted) await sleep(restMs, signal);
    },
  };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => {});
}
