/**
 * The rule of the limits, written for readability and not for speed. Tests compare the product with it, so it
 * shares no code with it.
 */
export interface NaiveLimits {
  /** Counts a request if it is admitted. */
  ask(counter: string, limits: NaiveRateLimit, atMs: number): NaiveDecision;
  look(counter: string, limits: NaiveRateLimit, atMs: number): NaiveDecision;
}

export interface NaiveRateLimit {
  perMinute: number;
  per10Seconds: number;
  /** How many requests one counts as, but never more than a window admits. */
  weight?: number | undefined;
}

export interface NaiveDecision {
  admitted: boolean;
  rejectedBy: "minute" | "burst" | null;
  minuteRemaining: number;
  burstRemaining: number;
  minuteEndsInMs: number;
  burstEndsInMs: number;
}

/** A window that has been opened: when, and how many requests it has admitted since then. */
interface NaiveWindow {
  openedAtMs: number;
  admitted: number;
}

interface NaiveCounter {
  minute: NaiveWindow | null;
  burst: NaiveWindow | null;
}

const lengths = { minute: 60_000, burst: 10_000 } as const;

export function createNaiveLimits(): NaiveLimits {
  const counters = new Map<string, NaiveCounter>();

  const open = (name: string, atMs: number): NaiveCounter => {
    const counter = counters.get(name) ?? { minute: null, burst: null };
    counters.set(name, counter);
    for (const kind of ["minute", "burst"] as const) {
      const window = counter[kind];
      if (window !== null && atMs >= window.openedAtMs + lengths[kind]) counter[kind] = null;
    }
    return counter;
  };

  const describe = (
    { minute, burst }: NaiveCounter,
    limits: NaiveRateLimit,
    atMs: number,
    rejectedBy: NaiveDecision["rejectedBy"],
  ): NaiveDecision => ({
    admitted: rejectedBy === null,
    rejectedBy,
    minuteRemaining: Math.max(0, limits.perMinute - (minute?.admitted ?? 0)),
    burstRemaining: Math.max(0, limits.per10Seconds - (burst?.admitted ?? 0)),
    minuteEndsInMs: (minute?.openedAtMs ?? atMs) + lengths.minute - atMs,
    burstEndsInMs: (burst?.openedAtMs ?? atMs) + lengths.burst - atMs,
  });

  const ask: NaiveLimits["ask"] = (name, limits, atMs) => {
    const counter = open(name, atMs);
    const state = describe(counter, limits, atMs, null);
    const full: ("minute" | "burst")[] = [];
    const minuteWeight = Math.min(limits.weight ?? 1, limits.perMinute);
    const burstWeight = Math.min(limits.weight ?? 1, limits.per10Seconds);
    if (state.minuteRemaining < minuteWeight) full.push("minute");
    if (state.burstRemaining < burstWeight) full.push("burst");
    const [first, second] = full;
    if (first !== undefined) {
      const isSecondLater = second !== undefined && state.burstEndsInMs > state.minuteEndsInMs;
      return describe(counter, limits, atMs, isSecondLater ? second : first);
    }
    counter.minute ??= { openedAtMs: atMs, admitted: 0 };
    counter.burst ??= { openedAtMs: atMs, admitted: 0 };
    counter.minute.admitted += minuteWeight;
    counter.burst.admitted += burstWeight;
    return describe(counter, limits, atMs, null);
  };

  return { ask, look: (name, limits, atMs) => describe(open(name, atMs), limits, atMs, null) };
}
