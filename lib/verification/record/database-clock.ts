/** The database's time, which decides expiration and grace periods: hosts' own clocks differ, and jump. */
export interface DatabaseClock {
  /** Milliseconds since 1970. Uses this host's own clock until the database's clock has been read. */
  now(): number;
  /** Uses a reading made between the two moments (both from performance.now()). */
  observe(databaseMs: number, sentAtMs: number, receivedAtMs: number): void;
  /** A different server answers from now on: its next reading counts, however inexact. */
  reset(): void;
}

/** The assumed maximum drift of a host's oscillator: 1 ms per second is generous. */
const driftPerMs = 0.001;

/** Continues from the best reading so far with the host's monotonic clock, which cannot be set. */
export function createDatabaseClock(
  readMonotonicMs: () => number = () => performance.now(),
  readHostMs: () => number = () => Date.now(),
): DatabaseClock {
  let offsetMs: number | null = null;
  let errorMs = Number.POSITIVE_INFINITY;
  let observedAtMs = 0;
  return {
    now: () => (offsetMs === null ? readHostMs() : Math.round(readMonotonicMs() + offsetMs)),
    observe: (databaseMs, sentAtMs, receivedAtMs) => {
      const newErrorMs = (receivedAtMs - sentAtMs) / 2;
      const agedErrorMs = errorMs + (receivedAtMs - observedAtMs) * driftPerMs;
      if (newErrorMs > agedErrorMs) return;
      offsetMs = databaseMs - (sentAtMs + receivedAtMs) / 2;
      errorMs = newErrorMs;
      observedAtMs = receivedAtMs;
    },
    reset: () => {
      errorMs = Number.POSITIVE_INFINITY;
    },
  };
}
