import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { hammerWithThreads, startLimitThread } from "#e2e/support/limits/limit-threads.ts";
import { createManualClock } from "#e2e/support/limits/manual-clock.ts";
import { compareThreadCases } from "#e2e/support/limits/shared-limit-cases.ts";
import { createSharedTime } from "#e2e/support/limits/shared-time.ts";
import type { RateLimit } from "#lib/domain/limits/window.ts";
import { createSharedCounters } from "./shared-counters.ts";
import { createLimiterMemory, releaseThread } from "./shared-memory.ts";
import { createSharedMemoryLimiter } from "./shared-memory-limiter.ts";

const limits: RateLimit = { perMinute: 5, per10Seconds: 3 };

function createPair() {
  const memory = createLimiterMemory({ maxCounters: 100, threads: 2 });
  const clocks = [createManualClock(), createManualClock()] as const;
  const limiters = clocks.map((clock, index) =>
    createSharedMemoryLimiter({ memory, threadId: index + 1, clock }),
  );
  const [first, second] = limiters;
  if (first === undefined || second === undefined) throw new Error("expected two limiters");
  return { memory, first, second, clocks };
}

describe("two limiters over one memory", () => {
  it("count in the same windows", () => {
    const { first, second } = createPair();
    expect(first.consume("key:a", limits)).toMatchObject({ minute: { remaining: 4 } });
    expect(second.consume("key:a", limits)).toMatchObject({ minute: { remaining: 3 } });
    expect(first.consume("key:a", limits)).toMatchObject({ burst: { remaining: 0 } });
    expect(second.consume("key:a", limits)).toMatchObject({ admitted: false, rejectedBy: "burst" });
    expect(second.peek("key:a", limits)).toMatchObject({ minute: { remaining: 2 } });
  });

  it("agree on the time when one reads a clock that is behind", () => {
    const { first, second, clocks } = createPair();
    clocks[0].pass(1);
    first.consume("key:a", limits);
    expect(second.consume("key:a", limits)).toMatchObject({
      minute: { endsInMs: 60_000 },
      burst: { endsInMs: 10_000 },
    });
    clocks[0].pass(10_000);
    clocks[1].pass(10_000);
    expect(first.consume("key:a", limits)).toMatchObject({ burst: { remaining: 2, endsInMs: 10_000 } });
    expect(second.consume("key:a", limits)).toMatchObject({ burst: { remaining: 1, endsInMs: 10_000 } });
  });

  it("wait for a lock without blocking, until the thread that held it has ended", async () => {
    const { memory, first } = createPair();
    const gone = createSharedCounters(memory, 2);
    gone.choose("key:a");
    expect(gone.lock()).toBe(true);
    const decision = first.consume("key:a", limits);
    const look = first.peek("key:a", limits);
    expect(decision).toBeInstanceOf(Promise);
    // The hash is random, so some of them share the lock.
    const others = Array.from({ length: 50 }, (_, index) => first.consume(`key:${index}`, limits));
    expect(others.some((other) => !(other instanceof Promise) && other.admitted)).toBe(true);
    for (let turn = 0; turn < 200; turn++) await nextTurn();
    expect(releaseThread(memory, 1)).toBe(0);
    expect(releaseThread(memory, 2)).toBe(1);
    expect(await decision).toMatchObject({ admitted: true });
    expect(await look).toMatchObject({ admitted: true });
  });

  it("need a number within the memory's range", () => {
    const memory = createLimiterMemory({ maxCounters: 100, threads: 2 });
    for (const threadId of [0, 3, 1.5]) {
      expect(() => createSharedMemoryLimiter({ memory, threadId })).toThrow(RangeError);
    }
  });
});

it("counts an interrupted request at most once, and never leaves a window open forever", () => {
  /** Every path through a request reads the clock fewer times than this. */
  const maxReads = 8;
  for (let endsAt = 1; endsAt <= maxReads; endsAt++) {
    const memory = createLimiterMemory({ maxCounters: 100, threads: 2 });
    const clock = createManualClock();
    let reads = 0;
    const endHalfway = (ms: number) => {
      if (++reads === endsAt) throw new Error("ended");
      return ms;
    };
    const dying = createSharedMemoryLimiter({
      memory,
      threadId: 1,
      clock: {
        readMs: () => endHalfway(clock.readMs()),
        readUnixMs: () => endHalfway(clock.readUnixMs()),
      },
    });
    const living = createSharedMemoryLimiter({ memory, threadId: 2, clock });
    const countAdmitted = () => {
      const decisions = Array.from({ length: 10 }, () => living.consume("key:a", limits));
      return decisions.filter((decision) => !(decision instanceof Promise) && decision.admitted).length;
    };
    const die = () => {
      reads = 0;
      try {
        return dying.consume("key:a", limits) instanceof Promise ? 0 : 1;
      } catch {
        return 0;
      }
    };
    // A new counter, then an open minute with an ended burst, then both ended.
    for (const [passMs, room] of [
      [0, 3],
      [10_000, 2],
      [60_000, 3],
    ] as const) {
      clock.pass(passMs);
      const answered = die() + countAdmitted();
      expect(answered).toBeLessThanOrEqual(room);
      expect(answered).toBeGreaterThanOrEqual(room - 1);
    }
  }
});

it("rejects a new counter when there is no room, and drops no live counter of a key", () => {
  const memory = createLimiterMemory({ maxCounters: 1, threads: 1 });
  const clock = createManualClock();
  const limiter = createSharedMemoryLimiter({ memory, threadId: 1, clock });
  const countAll = () => {
    for (let number = 0; ; number++) {
      try {
        limiter.consume(`key:${number}`, limits);
      } catch (error) {
        expect(error).toMatchObject({ code: "service_unavailable" });
        return number;
      }
    }
  };
  const kept = countAll();
  expect(kept).toBeGreaterThan(8_000);
  expect(countAll()).toBe(kept);
  for (const number of [0, 1, kept - 1]) {
    expect(limiter.peek(`key:${number}`, limits)).toMatchObject({ minute: { remaining: 3 } });
  }
  clock.pass(60_000);
  expect(limiter.consume(`key:${kept}`, limits)).toMatchObject({ minute: { remaining: 4 } });
});

describe("threads over one memory", () => {
  it("decide together like the naive model", { timeout: 120_000 }, async () => {
    const memory = createLimiterMemory({ maxCounters: 100, threads: 2 });
    const time = createSharedTime();
    const threads = await Promise.all(
      [1, 2].map((threadId) => startLimitThread({ memory, threadId, time: time.buffer })),
    );
    for (let seed = 1; seed <= 5; seed++) await compareThreadCases(threads, time, { seed, count: 20 });
    await Promise.all(threads.map((thread) => thread.terminate()));
  });

  it("never admit more than a limit when threads are terminated at random moments", {
    timeout: 120_000,
  }, async () => {
    const { windows, missing, terminations } = await hammerWithThreads(2, 3);
    expect(windows).toBeGreaterThan(0);
    // What a terminated thread has counted but not reported: at most one request, in both windows.
    expect(missing).toBeLessThanOrEqual(2 * terminations);
  });
});
