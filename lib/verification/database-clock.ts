/** The database's time, which decides about expiry and grace: hosts' own clocks differ, and jump. */
export interface DatabaseClock {
  /** Milliseconds since 1970; this host's own clock until the database's has been read. */
  now(): number;
  /** Takes in a reading that was made between the two moments (both of performance.now()). */
  observe(databaseMs: number, sentAtMs: number, receivedAtMs: number): void;
  /** Another server answers from now on: its next reading counts, however inexact. */
  reset(): void;
}

/** How far a host's oscillator may run off: 1 ms in a second is generous. */
const driftPerMs = 0.001;

/** Counts on from the best reading so far with the host's monotonic clock, which nobody sets. */
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
