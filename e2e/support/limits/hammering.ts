import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { LimitClock } from "#lib/domain/limits/limit-clock.ts";
import type { Limiter } from "#lib/domain/limits/limiter.ts";
import type { LimitDecision, RateLimit } from "#lib/domain/limits/window.ts";

/**
 * Threads that use a few counters as fast as they can, while time passes at any moment and some of them are
 * terminated. The number of admitted requests per window is stored in memory that outlives them.
 */
export interface Hammering {
  limits: RateLimit[];
  /** Per counter, kind and end of a window: how many requests were admitted, and whether any was rejected. */
  tally: SharedArrayBuffer;
  /** 1 makes all threads end. */
  stop: SharedArrayBuffer;
}

/** The maximum time that passes, in seconds. */
const maxSeconds = 1 << 16;
const kinds = ["minute", "burst"] as const;

export function createHammering(counters: number): Hammering {
  const limits = Array.from({ length: counters }, (_, index) => ({
    perMinute: 7 + 5 * index,
    per10Seconds: 3 + 3 * index,
  }));
  return {
    limits,
    tally: new SharedArrayBuffer(counters * kinds.length * maxSeconds * 2 * Int32Array.BYTES_PER_ELEMENT),
    stop: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
  };
}

const windowAt = (counter: number, kind: number, endMs: number) =>
  2 * ((counter * kinds.length + kind) * maxSeconds + endMs / 1000);

/**
 * Runs in the thread. Its clock is slow on purpose, so that a thread is often terminated while it holds a
 * lock: before it has counted, and after the first of a window's numbers is written.
 */
export async function hammer(
  { limits, tally, stop }: Hammering,
  clock: LimitClock,
  createLimiter: (clock: LimitClock) => Limiter,
): Promise<void> {
  const counts = new Int32Array(tally);
  const stopping = new Int32Array(stop);
  let nowMs = 0;
  const slow = (ms: number) => {
    for (let turn = 0; turn < 50; turn++) Atomics.load(stopping, 0);
    return ms;
  };
  const limiter = createLimiter({
    readMs: () => {
      nowMs = slow(clock.readMs());
      return nowMs;
    },
    readUnixMs: () => slow(clock.readUnixMs()),
  });
  const note = (counter: number, decision: LimitDecision) => {
    for (const [kind, name] of kinds.entries()) {
      const at = windowAt(counter, kind, nowMs + decision[name].endsInMs);
      if (decision.admitted) Atomics.add(counts, at, 1);
      else if (decision.rejectedBy === name) Atomics.store(counts, at + 1, 1);
    }
  };
  for (let asked = 0; Atomics.load(stopping, 0) === 0; asked++) {
    const counter = Math.floor(Math.random() * limits.length);
    const limit = limits[counter];
    if (limit === undefined) return;
    // Other addresses are counted as well, so that a thread is also terminated while it drops and adds
    // counters.
    await limiter.consume(`address:${Math.floor(Math.random() * 10_000)}`, limit);
    const decision = limiter.consume(`key:${counter}`, limit);
    note(counter, decision instanceof Promise ? await decision : decision);
    if (asked % 1_000 === 0) await nextTurn();
  }
}

interface HammeringResult {
  windows: number;
  admitted: number;
  /**
   * How far windows that rejected a request stayed below their limit: what terminated threads had counted but
   * not recorded.
   */
  missing: number;
}

/** Throws if a window has admitted more than its limit. */
export function checkHammering({ limits, tally }: Hammering): HammeringResult {
  const counts = new Int32Array(tally);
  const result = { windows: 0, admitted: 0, missing: 0 };
  for (const [counter, limit] of limits.entries()) {
    for (const kind of kinds.keys()) {
      const allowed = kind === 0 ? limit.perMinute : limit.per10Seconds;
      for (let second = 0; second < maxSeconds; second++) {
        const at = windowAt(counter, kind, second * 1000);
        const admitted = counts[at] ?? 0;
        if (admitted === 0) continue;
        assert.ok(admitted <= allowed, `${admitted} of ${allowed}`);
        result.windows += 1;
        result.admitted += admitted;
        if (counts[at + 1] === 1) result.missing += allowed - admitted;
      }
    }
  }
  return result;
}
