import fc from "fast-check";
import { expect, test } from "vitest";
import { dayMs, hourMs } from "#lib/domain/common/durations.ts";
import { planSpans, type Span, summarySeconds } from "./plan-spans.ts";

const lengths = [...Object.values(summarySeconds), 29 * summarySeconds.day];

const span = (hour: number, durationSeconds: number): Span => ({
  startsAt: new Date(hour * hourMs),
  durationSeconds,
});

test("prefers the longest span and merges the hours that no span covers", () => {
  const plan = planSpans({ from: new Date(-2 * hourMs), to: new Date(11 * dayMs) }, [
    span(0, summarySeconds.tenDays),
    span(0, summarySeconds.day),
    span(240, summarySeconds.day),
    span(-1, summarySeconds.hour),
  ]);
  expect(plan.spans.map(({ durationSeconds }) => durationSeconds)).toEqual([
    summarySeconds.hour,
    summarySeconds.tenDays,
    summarySeconds.day,
  ]);
  expect(plan.gaps).toEqual([{ from: new Date(-2 * hourMs), to: new Date(-hourMs) }]);
});

test("doesn't use a span that ends after the interval", () => {
  const plan = planSpans({ from: new Date(0), to: new Date(5 * hourMs) }, [span(0, summarySeconds.day)]);
  expect(plan).toEqual({ spans: [], gaps: [{ from: new Date(0), to: new Date(5 * hourMs) }] });
});

test("covers every hour of the interval exactly once, whatever spans exist", () => {
  const spans = fc.array(
    fc.tuple(fc.integer({ min: -20, max: 20 }), fc.constantFrom(...lengths)).map(([index, seconds]) => ({
      startsAt: new Date(index * seconds * 1000),
      durationSeconds: seconds,
    })),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(
      fc.integer({ min: -600, max: 600 }),
      fc.integer({ min: 1, max: 600 }),
      spans,
      (start, hours, existing) => {
        const interval = { from: new Date(start * hourMs), to: new Date((start + hours) * hourMs) };
        const plan = planSpans(interval, existing);
        const pieces = [
          ...plan.gaps.map(({ from, to }) => [from.getTime(), to.getTime()] as const),
          ...plan.spans.map(
            ({ startsAt, durationSeconds }) =>
              [startsAt.getTime(), startsAt.getTime() + durationSeconds * 1000] as const,
          ),
        ].sort(([one], [other]) => one - other);
        let at = interval.from.getTime();
        for (const [from, to] of pieces) {
          expect(from).toBe(at);
          at = to;
        }
        expect(at).toBe(interval.to.getTime());
      },
    ),
  );
});
