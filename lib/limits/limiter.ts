import { createCounterStore } from "./counter-store.ts";
import { hostLimitClock, type LimitClock } from "./limit-clock.ts";
import {
  admit,
  type Charge,
  describeCounter,
  describeUntouched,
  type LimitDecision,
  type RateLimit,
} from "./window.ts";

/**
 * Counts requests against limits. A shared store answers later than memory does. Nobody passes a time: a limiter counts
 * by a clock of its own, at the moment of counting.
 */
export interface Limiter {
  /** Counts one request if both windows have room; a refused one counts in neither. */
  consume(counter: string, charge: Charge): LimitDecision | Promise<LimitDecision>;
  /** What the counter holds now; counts nothing. */
  peek(counter: string, limits: RateLimit): LimitDecision | Promise<LimitDecision>;
  describe(): LimiterState;
  stop(): Promise<void>;
}

interface LimiterState {
  /** `memory`: counted in this process alone. `shared`: in Redis. `away`: in this process until Redis is back. */
  mode: "memory" | "shared" | "away";
  /** Requests that were counted in this process because Redis was away. */
  countedAway: number;
}

interface MemoryLimiterOptions {
  /** How many counters are kept at most, some 150 bytes each; more only while more keys than that are in use. */
  maxCounters: number;
  clock?: LimitClock;
}

/** A limiter for one process: exact, and bounded in memory. */
export function createMemoryLimiter({ maxCounters, clock = hostLimitClock }: MemoryLimiterOptions): Limiter {
  const counters = createCounterStore(maxCounters, clock);
  return {
    consume: (name, charge) => {
      const at = counters.open(name);
      return admit(counters.cells, at, charge, clock);
    },
    peek: (name, limits) => {
      const at = counters.find(name);
      return at === undefined
        ? describeUntouched(limits, clock)
        : describeCounter(counters.cells, at, limits, clock);
    },
    describe: () => ({ mode: "memory", countedAway: 0 }),
    stop: async () => {},
  };
}
