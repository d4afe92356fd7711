import { expect, test } from "vitest";
import { noFilters } from "../audit-filters.ts";
import { datePresets, resolveRange } from "./date-presets.ts";

const now = new Date("2026-03-31T22:30:00Z");

test.each([
  // In Berlin it is already 1 April, and daylight saving time began on 29 March.
  ["today", "Europe/Berlin", "2026-03-31T22:00:00.000Z"],
  ["7d", "Europe/Berlin", "2026-03-25T23:00:00.000Z"],
  ["30d", "Europe/Berlin", "2026-03-02T23:00:00.000Z"],
  ["month", "Europe/Berlin", "2026-03-31T22:00:00.000Z"],
  ["today", "America/New_York", "2026-03-31T04:00:00.000Z"],
  ["7d", "America/New_York", "2026-03-25T04:00:00.000Z"],
  ["30d", "America/New_York", "2026-03-02T05:00:00.000Z"],
  ["month", "America/New_York", "2026-03-01T05:00:00.000Z"],
  ["today", "", "2026-03-31T00:00:00.000Z"],
  ["month", "Asia/Kathmandu", "2026-03-31T18:15:00.000Z"],
])("%s in %s begins at %s", (range, zone, from) => {
  expect(resolveRange({ range, zone, from: "", to: "" }, now)).toEqual({ from: new Date(from), to: null });
});

test("a preset ignores the days of a custom range", () => {
  const filters = { range: "today", zone: "UTC", from: "2020-01-01", to: "2020-01-02" };
  expect(resolveRange(filters, now)).toEqual({ from: new Date("2026-03-31T00:00:00Z"), to: null });
});

test("a custom range includes its last day, and can lack an end or a beginning", () => {
  const days = { range: "custom", zone: "UTC", from: "2026-01-05", to: "2026-01-06" };
  expect(resolveRange(days, now)).toEqual({
    from: new Date("2026-01-05T00:00:00Z"),
    to: new Date("2026-01-07T00:00:00Z"),
  });
  expect(resolveRange({ ...days, from: "" }, now).from).toBeNull();
  expect(resolveRange({ ...days, to: "" }, now).to).toBeNull();
  expect(resolveRange(noFilters, now)).toEqual({ from: null, to: null });
});

test("every preset contains now", () => {
  for (const range of datePresets) {
    for (const zone of ["UTC", "Pacific/Kiritimati", "Pacific/Midway"]) {
      const { from } = resolveRange({ range, zone, from: "", to: "" }, now);
      expect(from?.getTime(), `${range} in ${zone}`).toBeLessThanOrEqual(now.getTime());
    }
  }
});
