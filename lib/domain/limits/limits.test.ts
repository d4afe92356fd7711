import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "#e2e/support/limits/manual-clock.ts";
import { createNaiveLimits } from "#e2e/support/limits/naive-limits.ts";
import { createLimiterMemory } from "#lib/platform/shared-limits/shared-memory.ts";
import { createSharedMemoryLimiter } from "#lib/platform/shared-limits/shared-memory-limiter.ts";
import { formatLimitHeaders, formatLimitMessage, getRetryAfterSeconds } from "./headers.ts";
import type { LimitClock } from "./limit-clock.ts";
import { createMemoryLimiter, type Limiter } from "./limiter.ts";
import { admit, createCells, describeCounter, type LimitDecision, type RateLimit } from "./window.ts";

const standard: RateLimit = { perMinute: 1000, per10Seconds: 100 };
const startMs = 1_780_000_000_000;
const hourMs = 3_600_000;

const smallLimit = fc.record({
  perMinute: fc.integer({ min: 1, max: 12 }),
  per10Seconds: fc.integer({ min: 1, max: 6 }),
});
/** Time that passes before a request, and how far the host's clock is changed. */
const gaps = fc.array(
  fc.record({
    passMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 15_000 })),
    setMs: fc.oneof(fc.constant(0), fc.integer({ min: -hourMs, max: hourMs })),
    weight: fc.constantFrom(undefined, 1, 1, 2, 5, 20),
  }),
  { maxLength: 80 },
);

function simplify({ admitted, rejectedBy, minute, burst }: LimitDecision) {
  return {
    admitted,
    rejectedBy,
    minuteRemaining: minute.remaining,
    burstRemaining: burst.remaining,
    minuteEndsInMs: minute.endsInMs,
    burstEndsInMs: burst.endsInMs,
  };
}

describe("admit", () => {
  it("decides like the naive model, however the host's clock is changed", () => {
    fc.assert(
      fc.property(smallLimit, gaps, (limits, moves) => {
        const clock = createManualClock();
        const model = createNaiveLimits();
        const cells = createCells(1);
        for (const { passMs, setMs, weight } of moves) {
          clock.pass(passMs);
          clock.set(setMs);
          const charge = { ...limits, weight };
          const expected = model.ask("key:a", charge, clock.readMs());
          expect(simplify(admit(cells, 0, charge, clock))).toEqual(expected);
          expect(simplify(describeCounter(cells, 0, limits, clock))).toEqual(
            model.look("key:a", limits, clock.readMs()),
          );
        }
      }),
    );
  });

  it("admits 100 of 130 at once, and counts exactly 100 in the minute", () => {
    const cells = createCells(1);
    const clock = createManualClock();
    const decisions = Array.from({ length: 130 }, () => admit(cells, 0, standard, clock));
    expect(decisions.filter((decision) => decision.admitted)).toHaveLength(100);
    expect(decisions.at(-1)).toMatchObject({ rejectedBy: "burst", minute: { remaining: 900 } });
  });

  it("counts a request of weight 20 as twenty, and as the whole window if that is smaller", () => {
    const clock = createManualClock();
    const createdOnce = createCells(1);
    const charge = { perMinute: 1000, per10Seconds: 100, weight: 20 };
    const decisions = Array.from({ length: 6 }, () => admit(createdOnce, 0, charge, clock));
    expect(decisions.filter(({ admitted }) => admitted)).toHaveLength(5);
    expect(decisions.at(-1)).toMatchObject({ rejectedBy: "burst", minute: { remaining: 900 } });
    const small = { perMinute: 5, per10Seconds: 3, weight: 20 };
    const cells = createCells(1);
    expect(admit(cells, 0, small, clock)).toMatchObject({ admitted: true, burst: { remaining: 0 } });
    expect(admit(cells, 0, small, clock)).toMatchObject({ admitted: false });
  });

  it("reports the same reset while a window is open, even when the host's clock is changed", () => {
    const cells = createCells(1);
    const clock = createManualClock(startMs);
    const reported = [-hourMs, 0, hourMs].map((setMs) => {
      const { minute, burst } = admit(cells, 0, standard, clock);
      clock.set(setMs);
      return [minute.resetAt, burst.resetAt];
    });
    expect(reported).toEqual(Array(3).fill([startMs + 60_000, startMs + 10_000]));
  });

  it("changes no other counter in the same memory", () => {
    const cells = createCells(3);
    const clock = createManualClock();
    admit(cells, 6, standard, clock);
    expect([...cells.slice(0, 6), ...cells.slice(12)]).toEqual(Array(12).fill(0));
  });

  it("reports a wait after which the request is admitted", () => {
    fc.assert(
      fc.property(smallLimit, gaps, (limits, moves) => {
        const cells = createCells(1);
        const clock = createManualClock();
        for (const { passMs } of moves) {
          clock.pass(passMs);
          const decision = admit(cells, 0, limits, clock);
          if (decision.admitted) continue;
          const later = createManualClock();
          later.pass(clock.readMs() - later.readMs() + getRetryAfterSeconds(decision) * 1000);
          expect(admit(cells.slice(), 0, limits, later).admitted).toBe(true);
        }
      }),
    );
  });
});

describe("formatLimitHeaders", () => {
  it("describes the minute window in the documented format", () => {
    const decision = admit(createCells(1), 0, standard, createManualClock(startMs));
    expect(formatLimitHeaders(decision)).toEqual({
      "X-RateLimit-Limit": "1000",
      "X-RateLimit-Remaining": "999",
      "X-RateLimit-Reset": String(startMs / 1000 + 60),
      "RateLimit-Policy": '"standard";q=1000;w=60, "burst";q=100;w=10',
      RateLimit: '"standard";r=999;t=60, "burst";r=99;t=10',
    });
  });

  it("describes the window that rejected the request, and never a retry before it ends", () => {
    const cells = createCells(1);
    const clock = createManualClock(startMs);
    for (let i = 0; i < 100; i++) admit(cells, 0, standard, clock);
    clock.pass(2_500);
    const decision = admit(cells, 0, standard, clock);
    expect(formatLimitHeaders(decision)).toMatchObject({
      "X-RateLimit-Limit": "100",
      "X-RateLimit-Remaining": "0",
      "X-RateLimit-Reset": String(startMs / 1000 + 10),
      "Retry-After": "8",
      RateLimit: '"standard";r=900;t=58, "burst";r=0;t=8',
    });
    expect(formatLimitMessage(8)).toBe("Rate limit exceeded. Try again in 8 seconds.");
  });
});

const kinds: [string, (options: { maxCounters: number; clock?: LimitClock }) => Limiter][] = [
  ["createMemoryLimiter", createMemoryLimiter],
  [
    "createSharedMemoryLimiter",
    ({ maxCounters, clock }) =>
      createSharedMemoryLimiter({
        memory: createLimiterMemory({ maxCounters, threads: 1 }),
        threadId: 1,
        clock,
      }),
  ],
];

describe.each(kinds)("%s", (_name, createLimiter) => {
  const tight = { perMinute: 1, per10Seconds: 1 };
  const address = (number: number) => `address:10.0.${number >> 8}.${number & 255}`;
  const ask = (limiter: Limiter, name: string) => limiter.consume(name, tight);

  it("counts each name separately", () => {
    const limiter = createLimiter({ maxCounters: 10 });
    expect(ask(limiter, "key:a")).toMatchObject({ admitted: true });
    expect(ask(limiter, "key:a")).toMatchObject({ admitted: false });
    expect(ask(limiter, "key:b")).toMatchObject({ admitted: true });
  });

  it("decides like the naive model for many counters in any order", () => {
    const name = fc.constantFrom("key:a", "key:b", "user:a", "address:a", "address:b", "");
    const moves = fc.array(fc.tuple(name, smallLimit, fc.boolean(), fc.integer({ min: 0, max: 15_000 })), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(moves, (asked) => {
        const clock = createManualClock();
        const model = createNaiveLimits();
        // Shared memory has a part of its room for each group of counters: with 10 places, two addresses could meet in one of them.
        const limiter = createLimiter({ maxCounters: 1_000, clock });
        for (const [counter, limits, isCounting, passMs] of asked) {
          const decision = isCounting ? limiter.consume(counter, limits) : limiter.peek(counter, limits);
          if (decision instanceof Promise) throw new TypeError("no other thread holds the lock");
          const expected = isCounting ? model.ask : model.look;
          expect(simplify(decision)).toEqual(expected(counter, limits, clock.readMs()));
          clock.pass(passMs);
        }
      }),
    );
  });

  it("counts nothing when it only reads", () => {
    const limiter = createLimiter({ maxCounters: 10 });
    limiter.peek("key:a", standard);
    expect(limiter.consume("key:a", standard)).toMatchObject({ minute: { remaining: 999 } });
    expect(limiter.peek("key:a", standard)).toMatchObject({ minute: { remaining: 999 } });
  });

  it("keeps a key's count during a flood of new addresses", () => {
    const limiter = createLimiter({ maxCounters: 100 });
    ask(limiter, "key:a");
    for (let number = 0; number < 10_000; number++) ask(limiter, address(number));
    expect(ask(limiter, "key:a")).toMatchObject({ admitted: false });
  });

  it("keeps every live key's count when more keys than expected are in use", () => {
    const clock = createManualClock();
    const limiter = createLimiter({ maxCounters: 10, clock });
    const names = Array.from({ length: 5_000 }, (_, number) => `key:${number}`);
    for (const name of names) expect(ask(limiter, name)).toMatchObject({ admitted: true });
    for (const name of names) expect(ask(limiter, name)).toMatchObject({ admitted: false });
    clock.pass(60_000);
    for (const name of names) expect(ask(limiter, name)).toMatchObject({ admitted: true });
  });

  it("reuses the memory of an ended counter for another, which starts at zero", () => {
    const clock = createManualClock();
    const limiter = createLimiter({ maxCounters: 10, clock });
    for (let round = 0; round < 50; round++) {
      for (let number = 0; number < 20; number++) {
        expect(ask(limiter, address(round * 20 + number))).toMatchObject({ admitted: true });
      }
      clock.pass(60_000);
    }
  });
});
