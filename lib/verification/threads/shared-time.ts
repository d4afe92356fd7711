/**
 * `performance.now()` starts at a different moment in each thread. Shared milliseconds are the same in all of
 * them.
 */
const offsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export function toSharedMs(ms: number): number {
  return ms + offsetMs;
}

export function fromSharedMs(sharedMs: number): number {
  return sharedMs - offsetMs;
}
