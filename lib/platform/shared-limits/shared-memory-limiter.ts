import { hostLimitClock, type LimitClock } from "#lib/domain/limits/limit-clock.ts";
import type { Limiter } from "#lib/domain/limits/limiter.ts";
import {
  admit,
  type Charge,
  describeCounter,
  describeUntouched,
  type LimitDecision,
  type RateLimit,
} from "#lib/domain/limits/window.ts";
import { createSharedCounters } from "./shared-counters.ts";
import type { LimiterMemory } from "./shared-memory.ts";

interface SharedMemoryLimiterOptions {
  memory: LimiterMemory;
  /** This thread's number, from 1 to the memory's `threads`. No other running thread has it. */
  threadId: number;
  clock?: LimitClock;
}

/** After this many attempts the lock's holder is probably not running, so the lock is tried less often. */
const maxImmediateAttempts = 100;

function waitForNextAttempt(turn: number): Promise<void> {
  return new Promise((resolve) => {
    if (turn < maxImmediateAttempts) setImmediate(resolve);
    else setTimeout(resolve, 1);
  });
}

/**
 * One thread's limiter over counters shared by all threads of the process: exact, and equivalent to the
 * limiter for one thread. It returns a promise only if another thread holds the counter's lock for longer
 * than a few microseconds.
 */
export function createSharedMemoryLimiter(options: SharedMemoryLimiterOptions): Limiter {
  const { memory, threadId, clock = hostLimitClock } = options;
  if (!Number.isInteger(threadId) || threadId < 1 || threadId > memory.threads) {
    throw new RangeError(`A thread's number must be from 1 to ${memory.threads}, not ${threadId}`);
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

  const read = (limits: RateLimit) => {
    const at = counters.find();
    return at === undefined
      ? describeUntouched(limits, lockedClock)
      : describeCounter(counters.cells, at, limits, lockedClock);
  };

  /** Undefined if the lock is not available now. */
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
      await waitForNextAttempt(turn);
      const decision = attempt(name, charge, decide);
      if (decision !== undefined) return decision;
    }
  };

  return {
    consume: (name, charge) => attempt(name, charge, count) ?? retry(name, charge, count),
    peek: (name, limits) => attempt(name, limits, read) ?? retry(name, limits, read),
    describe: () => ({ mode: "memory", countedLocally: 0 }),
    stop: async () => {},
  };
}
