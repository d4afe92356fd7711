import { expect, test } from "vitest";
import { countOf, formatDuration } from "./count-of.ts";

test.each([
  [0, "0 keys"],
  [1, "1 key"],
  [1n, "1 key"],
  [2, "2 keys"],
])("counts %s key(s) as %j", (count, text) => {
  expect(countOf(count, "key")).toBe(text);
});

test("uses the plural it is given", () => {
  expect([1, 2].map((count) => countOf(count, "entry", "entries"))).toEqual(["1 entry", "2 entries"]);
});

test.each([
  [1, "1 second"],
  [60, "1 minute"],
  [90, "90 seconds"],
  [3600, "1 hour"],
  [5400, "90 minutes"],
  [86_400, "24 hours"],
  [129_600, "36 hours"],
  [604_800, "7 days"],
])("formats %d seconds as %j", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
