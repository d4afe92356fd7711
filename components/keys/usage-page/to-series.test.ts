import { expect, test } from "vitest";
import { toOutcomes, toTotals } from "./to-series.ts";

function series(...bars: Record<string, number>[]) {
  const data = bars.map((counts, index) => ({
    startsAt: `2026-01-0${index + 1}T00:00:00.000Z`,
    outcomes: Object.entries(counts).map(([outcome, count]) => ({ outcome, count })),
  }));
  return { from: "", to: "", interval: "day" as const, total: 0, rejected: 0, data };
}

test("adds up all rejected requests", () => {
  expect(toTotals(series({ VALID: 3, EXPIRED: 1, DISABLED: 2 }, {})).map(({ values }) => values)).toEqual([
    [3, 0],
    [3, 0],
  ]);
});

test("shows the most frequent reasons first, in at most five series, without losing a count", () => {
  const few = toOutcomes(series({ EXPIRED: 1, DISABLED: 2, REVOKED: 3, RATE_LIMITED: 4 }));
  expect(few.map(({ key }) => key)).toEqual(["VALID", "RATE_LIMITED", "REVOKED", "DISABLED", "EXPIRED"]);
  const many = toOutcomes(
    series({ VALID: 9, EXPIRED: 1, DISABLED: 2, REVOKED: 3, RATE_LIMITED: 4, IP_NOT_ALLOWED: 5 }),
  );
  expect(many.map(({ key, values }) => [key, values[0]])).toEqual([
    ["VALID", 9],
    ["IP_NOT_ALLOWED", 5],
    ["RATE_LIMITED", 4],
    ["REVOKED", 3],
    ["other", 3],
  ]);
  expect(new Set(many.map(({ color }) => color)).size).toBe(5);
});
