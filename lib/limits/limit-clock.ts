/** The time by which windows open and end. */
export interface LimitClock {
  /** Whole milliseconds of a clock that nobody sets and that never goes back. It alone decides. */
  readMs(): number;
  /** Milliseconds since 1970. Read once when a window opens, to tell clients when it ends; decides nothing. */
  readUnixMs(): number;
}

/** The host's monotonic clock. Rounded down, so that a window never ends before a client has waited for its end. */
export function createLimitClock(readUnixMs: () => number = Date.now): LimitClock {
  return { readMs: () => Math.floor(performance.now()), readUnixMs };
}

export const hostLimitClock = createLimitClock();
