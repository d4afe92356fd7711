import type { LimitClock } from "#lib/domain/limits/limit-clock.ts";

/** A limit clock that a test moves. */
export interface ManualClock extends LimitClock {
  /** Lets time pass. */
  pass(ms: number): void;
  /** Changes the host's clock, forward or back, while no time passes. */
  set(byMs: number): void;
}

export function createManualClock(startUnixMs = 1_780_000_000_000): ManualClock {
  let monotonicMs = 5_000;
  let unixMs = startUnixMs;
  return {
    readMs: () => monotonicMs,
    readUnixMs: () => unixMs,
    pass: (ms) => {
      monotonicMs += ms;
      unixMs += ms;
    },
    set: (byMs) => {
      unixMs += byMs;
    },
  };
}
