import { expect, test } from "vitest";
import { writeAuditFilters } from "../audit-filters.ts";
import { parseAuditFilters, toAuditFilter } from "./parse-audit-filters.ts";
import { findDayEnd, findDayStart, isTimeZone } from "./zoned-day.ts";

const now = new Date("2026-03-31T22:30:00Z");

test.each([
  ["2026-01-05", "UTC", "2026-01-05T00:00:00.000Z", "2026-01-06T00:00:00.000Z"],
  ["2026-01-05", "Europe/Berlin", "2026-01-04T23:00:00.000Z", "2026-01-05T23:00:00.000Z"],
  ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
  ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"],
  ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z", "2026-03-30T22:00:00.000Z"],
  ["2026-07-04", "America/New_York", "2026-07-04T04:00:00.000Z", "2026-07-05T04:00:00.000Z"],
  ["2026-07-04", "Asia/Kathmandu", "2026-07-03T18:15:00.000Z", "2026-07-04T18:15:00.000Z"],
  ["2026-07-04", "Pacific/Kiritimati", "2026-07-03T10:00:00.000Z", "2026-07-04T10:00:00.000Z"],
  // Midnight does not exist in that zone on that day.
  ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z", "2018-11-05T02:00:00.000Z"],
])("finds the start and end of %s in %s", (day, zone, start, end) => {
  expect(findDayStart(day, zone).toISOString()).toBe(start);
  expect(findDayEnd(day, zone).toISOString()).toBe(end);
});

test.each(["", "Mars/Olympus", "Europe/Berlin;", "x".repeat(61)])("rejects %j as a time zone", (text) => {
  expect(isTimeZone(text)).toBe(false);
});

test("filters by whole days in the viewer's time zone, including the last day", () => {
  const filters = parseAuditFilters({ from: "2026-01-05", to: "2026-01-05", zone: "America/New_York" });
  expect(toAuditFilter(filters, now)).toEqual({
    from: new Date("2026-01-05T05:00:00Z"),
    to: new Date("2026-01-06T05:00:00Z"),
  });
});

test.each([
  { from: "0001-01-01" },
  { from: "1969-12-31", zone: "Pacific/Kiritimati" },
  { to: "9999-12-31" },
  { to: "2026-02-31" },
  { zone: "Mars/Olympus" },
])("ignores invalid filters: %j", (query) => {
  expect(toAuditFilter(parseAuditFilters(query), now)).toEqual({});
});

test("filters survive the way through the URL", () => {
  const filters = {
    q: "ada rotated",
    actor: "user_1",
    action: "key.",
    target: "key_1",
    range: "custom",
    from: "2026-01-05",
    to: "2026-01-06",
    zone: "Europe/Berlin",
    cursor: "abc",
  };
  expect(parseAuditFilters(Object.fromEntries(new URLSearchParams(writeAuditFilters(filters))))).toEqual(
    filters,
  );
  expect(parseAuditFilters({ from: "2026-01-05" }).range).toBe("custom");
  expect(parseAuditFilters({ range: "7d", from: "2026-01-05" })).toMatchObject({ range: "7d", from: "" });
  expect(parseAuditFilters({ range: "century" }).range).toBe("");
});

test("never searches for a secret, and shortens a search that the API would reject", () => {
  expect(parseAuditFilters({ q: `be_${"x".repeat(46)}` }).q).toBe("");
  expect(parseAuditFilters({ q: "a\u0000b" }).q).toBe("");
  expect(parseAuditFilters({ q: " one  two three four five six seven eight nine " }).q).toBe(
    "one two three four five six seven eight",
  );
});
