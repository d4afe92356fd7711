import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatLimitHeaders, formatLimitMessage, getRetryAfterSeconds } from "./headers.ts";
import { createMemoryLimiter } from "./limiter.ts";
import { admit, createCounter, describeCounter, type RateLimit } from "./window.ts";

const standard: RateLimit = { perMinute: 1000, per10Seconds: 100 };
const startMs = 1_780_000_000_000;

/** The rule said as plainly as possible: one window is a start and the moments counted in it. */
function createNaiveWindow(limit: number, lengthMs: number) {
  let startsAtMs = Number.NEGATIVE_INFINITY;
  let counted = 0;
  return {
    hasRoom: (nowMs: number) => nowMs >= startsAtMs + lengthMs || counted < limit,
    count: (nowMs: number) => {
      if (nowMs >= startsAtMs + lengthMs) {
        startsAtMs = nowMs;
        counted = 0;
      }
      counted++;
    },
  };
}

const smallLimit = fc.record({
  perMinute: fc.integer({ min: 1, max: 12 }),
  per10Seconds: fc.integer({ min: 1, max: 6 }),
});
const gapsMs = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 15_000 })), { maxLength: 80 });

describe("admit", () => {
  it("admits exactly what two fixed windows have room for", () => {
    fc.assert(
      fc.property(smallLimit, gapsMs, (limits, gaps) => {
        const counter = createCounter();
        const minute = createNaiveWindow(limits.perMinute, 60_000);
        const burst = createNaiveWindow(limits.per10Seconds, 10_000);
        let nowMs = startMs;
        for (const gap of gaps) {
          nowMs += gap;
          const expected = minute.hasRoom(nowMs) && burst.hasRoom(nowMs);
          if (expected) {
            minute.count(nowMs);
            burst.count(nowMs);
          }
          expect(admit(counter, limits, nowMs).admitted).toBe(expected);
        }
      }),
    );
  });

  it("admits 100 of 130 at once, and the minute has spent exactly 100", () => {
    const counter = createCounter();
    const decisions = Array.from({ length: 130 }, () => admit(counter, standard, startMs));
    expect(decisions.filter((decision) => decision.admitted)).toHaveLength(100);
    expect(decisions.at(-1)).toMatchObject({ refusedBy: "burst", minute: { remaining: 900 } });
  });

  it("keeps no window open for longer than it is, when the clock is set back", () => {
    const counter = createCounter();
    const backMs = startMs - 7_200_000;
    for (let call = 0; call < 100; call++) admit(counter, standard, startMs);
    const refused = Array.from({ length: 200 }, (_, second) =>
      admit(counter, standard, backMs + second * 1000),
    );
    expect(refused.filter(({ admitted }) => !admitted)).toEqual([]);
    expect(describeCounter(counter, standard, backMs - 120_000, null).minute.remaining).toBe(1000);
  });

  it("names a wait after which the request is admitted", () => {
    fc.assert(
      fc.property(smallLimit, gapsMs, (limits, gaps) => {
        const counter = createCounter();
        let nowMs = startMs;
        for (const gap of gaps) {
          nowMs += gap;
          const decision = admit(counter, limits, nowMs);
          if (decision.admitted) continue;
          const waitMs = getRetryAfterSeconds(decision, nowMs) * 1000;
          expect(admit({ ...counter }, limits, nowMs + waitMs).admitted).toBe(true);
        }
      }),
    );
  });
});

describe("formatLimitHeaders", () => {
  it("describes the minute window, in the documented form", () => {
    const decision = admit(createCounter(), standard, startMs);
    expect(formatLimitHeaders(decision, startMs)).toEqual({
      "X-RateLimit-Limit": "1000",
      "X-RateLimit-Remaining": "999",
      "X-RateLimit-Reset": String(startMs / 1000 + 60),
      "RateLimit-Policy": '"standard";q=1000;w=60, "burst";q=100;w=10',
      RateLimit: '"standard";r=999;t=60, "burst";r=99;t=10',
    });
  });

  it("describes the refusing window on a refusal, and never retries before it ends", () => {
    const counter = createCounter();
    for (let i = 0; i < 100; i++) admit(counter, standard, startMs);
    const nowMs = startMs + 2_500;
    const decision = admit(counter, standard, nowMs);
    expect(formatLimitHeaders(decision, nowMs)).toMatchObject({
      "X-RateLimit-Limit": "100",
      "X-RateLimit-Remaining": "0",
      "X-RateLimit-Reset": String(startMs / 1000 + 10),
      "Retry-After": "8",
      RateLimit: '"standard";r=900;t=58, "burst";r=0;t=8',
    });
    expect(formatLimitMessage(8)).toBe("Rate limit exceeded. Try again in 8 seconds.");
  });
});

describe("createMemoryLimiter", () => {
  it("counts each name by itself", () => {
    const limiter = createMemoryLimiter({ maxCounters: 10 });
    const tight = { perMinute: 1, per10Seconds: 1 };
    expect(limiter.consume("key:a", tight, startMs)).toMatchObject({ admitted: true });
    expect(limiter.consume("key:a", tight, startMs)).toMatchObject({ admitted: false });
    expect(limiter.consume("key:b", tight, startMs)).toMatchObject({ admitted: true });
  });

  it("counts nothing when only looked at", () => {
    const limiter = createMemoryLimiter({ maxCounters: 10 });
    limiter.peek("key:a", standard, startMs);
    expect(limiter.consume("key:a", standard, startMs)).toMatchObject({ minute: { remaining: 999 } });
    expect(limiter.peek("key:a", standard, startMs)).toMatchObject({ minute: { remaining: 999 } });
  });

  it("keeps a key's count while a flood of invented addresses passes", () => {
    const limiter = createMemoryLimiter({ maxCounters: 100 });
    const tight = { perMinute: 1, per10Seconds: 1 };
    limiter.consume("key:a", tight, startMs);
    for (let i = 0; i < 10_000; i++) limiter.consume(`address:10.0.${i >> 8}.${i & 255}`, standard, startMs);
    expect(limiter.consume("key:a", tight, startMs)).toMatchObject({ admitted: false });
  });
});
