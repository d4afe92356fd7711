import { expect, test } from "vitest";
import { formatCount, formatCountOf, formatShare } from "./format-count.ts";

test("separates thousands with commas", () => {
  expect([0, 7, 999, 1000, 1_234_567, -5, -1000].map(formatCount)).toEqual([
    "0",
    "7",
    "999",
    "1,000",
    "1,234,567",
    "-5",
    "-1,000",
  ]);
});

test("uses the singular only for 1", () => {
  expect(formatCountOf(1, "key")).toBe("1 key");
  expect(formatCountOf(0, "key")).toBe("0 keys");
  expect(formatCountOf(2000, "address", "addresses")).toBe("2,000 addresses");
});

test("formats a share with at most one decimal", () => {
  expect([0, 0.125, 1].map(formatShare)).toEqual(["0%", "12.5%", "100%"]);
});
