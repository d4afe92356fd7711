/** The clock by which windows open and end. */
export interface LimitClock {
  /** Full milliseconds of a monotonic clock, which cannot be set and never goes back. Only this value decides. */
  readMs(): number;
  /** Milliseconds since 1970. Read once when a window opens, to tell clients when it ends. It decides nothing. */
  readUnixMs(): number;
}

/**
 * The host's monotonic clock, rounded down so that a window never ends before a client has waited for its
 * end. `performance.now()` is not suitable: its origin can differ between threads, and
 * `performance.timeOrigin` comes from a clock that can be set. This clock is the same in every thread.
 */
function readHostMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + Math.floor(nanoseconds / 1e6);
}

export function createLimitClock(readUnixMs: () => number = Date.now): LimitClock {
  return { readMs: readHostMs, readUnixMs };
}

export const hostLimitClock = createLimitClock();
