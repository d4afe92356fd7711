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
 * Counts requests against limits. A shared store answers later than memory does. Callers pass no time: a
 * limiter uses its own clock at the moment of counting.
 */
export interface Limiter {
  /** Counts one request if both windows have room. A rejected request counts in neither. */
  consume(counter: string, charge: Charge): LimitDecision | Promise<LimitDecision>;
  /** The counter's current state. Counts nothing. */
  peek(counter: string, limits: RateLimit): LimitDecision | Promise<LimitDecision>;
  describe(): LimiterState;
  stop(): Promise<void>;
}

interface LimiterState {
  /**
   * `memory`: counted only in this process. `shared`: in Redis. `away`: in this process until Redis is
   * reachable again.
   */
  mode: "memory" | "shared" | "away";
  /** Requests counted in this process because Redis was unreachable. */
  countedLocally: number;
}

interface MemoryLimiterOptions {
  /** The maximum number of counters, about 150 bytes each. Exceeded only while more keys than that are in use. */
  maxCounters: number;
  clock?: LimitClock;
}

/** A limiter for one process: exact, and with limited memory. */
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
    describe: () => ({ mode: "memory", countedLocally: 0 }),
    stop: async () => {},
  };
}
