import { hostLimitClock, type LimitClock } from "./limit-clock.ts";
import type { Limiter } from "./limiter.ts";
import { createSharedCounters } from "./shared-counters.ts";
import type { LimiterMemory } from "./shared-memory.ts";
import {
  admit,
  type Charge,
  describeCounter,
  describeUntouched,
  type LimitDecision,
  type RateLimit,
} from "./window.ts";

interface SharedMemoryLimiterOptions {
  memory: LimiterMemory;
  /** This thread's number, from 1 to the memory's `threads`. No other running thread has it. */
  threadId: number;
  clock?: LimitClock;
}

/** A lock that is still held after this many turns has a holder that does not run: it is asked for less often. */
const maxTurns = 100;

function waitForTurn(turn: number): Promise<void> {
  return new Promise((resolve) => {
    if (turn < maxTurns) setImmediate(resolve);
    else setTimeout(resolve, 1);
  });
}

/**
 * One thread's limiter over counters that all threads of the process share: exact, and the same as the limiter for one
 * thread. It answers with a promise only if another thread holds the counter's lock for longer than a few microseconds.
 */
export function createSharedMemoryLimiter(options: SharedMemoryLimiterOptions): Limiter {
  const { memory, threadId, clock = hostLimitClock } = options;
  if (!Number.isInteger(threadId) || threadId < 1 || threadId > memory.threads) {
    throw new RangeError(`A thread's number is from 1 to ${memory.threads}, not ${threadId}`);
  }
  const counters = createSharedCounters(memory, threadId);
  /** Read under the lock, so that time does not go back between two threads either. */
  const lockedClock: LimitClock = {
    readMs: () => counters.advance(clock.readMs()),
    readUnixMs: clock.readUnixMs,
  };

  const count = (charge: Charge) => {
    const at = counters.find() ?? counters.open(lockedClock.readMs());
    return admit(counters.cells, at, charge, lockedClock);
  };

  const look = (limits: RateLimit) => {
    const at = counters.find();
    return at === undefined
      ? describeUntouched(limits, lockedClock)
      : describeCounter(counters.cells, at, limits, lockedClock);
  };

  /** Undefined: the lock is not to be had now. */
  const attempt = (name: string, charge: Charge, decide: typeof count): LimitDecision | undefined => {
    counters.choose(name);
    if (!counters.lock()) return undefined;
    try {
      return decide(charge);
    } finally {
      counters.unlock();
    }
  };

  const retry = async (name: string, charge: Charge, decide: typeof count): Promise<LimitDecision> => {
    for (let turn = 0; ; turn++) {
      await waitForTurn(turn);
      const decision = attempt(name, charge, decide);
      if (decision !== undefined) return decision;
    }
  };

  return {
    consume: (name, charge) => attempt(name, charge, count) ?? retry(name, charge, count),
    peek: (name, limits) => attempt(name, limits, look) ?? retry(name, limits, look),
    describe: () => ({ mode: "memory", countedAway: 0 }),
    stop: async () => {},
  };
}
