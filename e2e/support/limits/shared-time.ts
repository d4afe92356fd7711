import type { LimitClock } from "#lib/domain/limits/limit-clock.ts";

/** A limit clock that a test moves for several threads. */
export interface SharedTime {
  buffer: SharedArrayBuffer;
  pass(ms: number): void;
}

export function createSharedTime(): SharedTime {
  const buffer = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const times = new Float64Array(buffer);
  return {
    buffer,
    pass: (ms) => {
      times[0] = (times[0] ?? 0) + ms;
    },
  };
}

export function readSharedTime(buffer: SharedArrayBuffer): LimitClock {
  const times = new Float64Array(buffer);
  return { readMs: () => times[0] ?? 0, readUnixMs: () => times[0] ?? 0 };
}
