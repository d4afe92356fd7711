/** The time by which windows open and end. */
export interface LimitClock {
  /** Whole milliseconds of a clock that nobody sets and that never goes back. It alone decides. */
  readMs(): number;
  /** Milliseconds since 1970. Read once when a window opens, to tell clients when it ends; decides nothing. */
  readUnixMs(): number;
}

/**
 * The host's monotonic clock, rounded down so that a window never ends before a client has waited for its end. Not
 * `performance.now()`: its origin can differ between threads, and `performance.timeOrigin` is read from the clock that
 * people set. This one is the same in every thread.
 */
function readHostMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + Math.floor(nanoseconds / 1e6);
}

export function createLimitClock(readUnixMs: () => number = Date.now): LimitClock {
  return { readMs: readHostMs, readUnixMs };
}

export const hostLimitClock = createLimitClock();
