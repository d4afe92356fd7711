import {
  admit,
  type Counter,
  createCounter,
  describeCounter,
  isOver,
  type LimitDecision,
  type RateLimit,
} from "./window.ts";

/** Counts requests against limits. A shared store answers later than memory does. */
export interface Limiter {
  /** Counts one request if both windows have room; a refused one counts in neither. */
  consume(counter: string, limits: RateLimit, nowMs: number): LimitDecision | Promise<LimitDecision>;
  /** What the counter holds now; counts nothing. */
  peek(counter: string, limits: RateLimit, nowMs: number): LimitDecision | Promise<LimitDecision>;
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
  /** How many counters are kept at most, a few hundred bytes each. */
  maxCounters: number;
}

/** A limiter for one process: exact, and bounded in memory. */
export function createMemoryLimiter({ maxCounters }: MemoryLimiterOptions): Limiter {
  const counters = createCounterStore(maxCounters);
  return {
    consume: (name, limits, nowMs) => admit(counters.open(name, nowMs), limits, nowMs),
    peek: (name, limits, nowMs) =>
      describeCounter(counters.find(name) ?? createCounter(), limits, nowMs, null),
    describe: () => ({ mode: "memory", countedAway: 0 }),
    stop: async () => {},
  };
}

const sweptAtOnce = 8;

/**
 * Counters by name. Each new one pays for looking at a few old ones and dropping those that are over. When all are live
 * and the store is full, the oldest address goes first: addresses are cheap to invent, and must not push out a key's.
 */
function createCounterStore(maxCounters: number) {
  const byKind = { address: new Map<string, Counter>(), other: new Map<string, Counter>() };
  const kindOf = (name: string) => (name.startsWith("address:") ? byKind.address : byKind.other);

  const dropOver = (counters: Map<string, Counter>, nowMs: number) => {
    let looked = 0;
    for (const [name, counter] of counters) {
      if (looked++ === sweptAtOnce) return;
      counters.delete(name);
      // A live one goes to the back of the queue, so that the sweep comes round to all.
      if (!isOver(counter, nowMs)) counters.set(name, counter);
    }
  };

  const makeRoom = (nowMs: number) => {
    dropOver(byKind.address, nowMs);
    dropOver(byKind.other, nowMs);
    if (byKind.address.size + byKind.other.size < maxCounters) return;
    const crowded = byKind.address.size > 0 ? byKind.address : byKind.other;
    const oldest = crowded.keys().next();
    if (!oldest.done) crowded.delete(oldest.value);
  };

  return {
    find: (name: string) => kindOf(name).get(name),
    open: (name: string, nowMs: number): Counter => {
      const counters = kindOf(name);
      const existing = counters.get(name);
      if (existing !== undefined) return existing;
      makeRoom(nowMs);
      const counter = createCounter();
      counters.set(name, counter);
      return counter;
    },
  };
}
