import { expect, test } from "vitest";
import { formatCount, formatCountOf, formatShare } from "./format-count.ts";

test("counts have their thousands apart", () => {
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

test("a count of things says one or many", () => {
  expect(formatCountOf(1, "key")).toBe("1 key");
  expect(formatCountOf(0, "key")).toBe("0 keys");
  expect(formatCountOf(2000, "address", "addresses")).toBe("2,000 addresses");
});

test("a share is told with one digit behind the point at most", () => {
  expect([0, 0.125, 1].map(formatShare)).toEqual(["0%", "12.5%", "100%"]);
});
