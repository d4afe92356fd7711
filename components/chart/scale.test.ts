import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseLabels, chooseTicks, formatCompact, measureParts } from "./scale.ts";

test("draws gridlines at round numbers up to the largest value", () => {
  expect(chooseTicks(0)).toEqual([0]);
  expect(chooseTicks(1)).toEqual([0, 1]);
  expect(chooseTicks(3)).toEqual([0, 1, 2, 3]);
  expect(chooseTicks(60_281)).toEqual([0, 20_000, 40_000, 60_000, 80_000]);
  expect(chooseTicks(950)).toEqual([0, 500, 1000]);
});

test("covers every maximum with at most six gridlines of whole, increasing numbers", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e12 }), (max) => {
      const ticks = chooseTicks(max);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
      expect(ticks.every(Number.isInteger)).toBe(true);
    }),
  );
});

test("labels the first and last bar, and never two that could touch", () => {
  expect(chooseLabels(30, 8)).toEqual([0, 4, 8, 12, 17, 21, 25, 29]);
  expect(chooseLabels(7, 8)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(chooseLabels(1, 8)).toEqual([0]);
  expect(chooseLabels(0, 8)).toEqual([]);
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 2, max: 12 }), (count, max) => {
      const labels = chooseLabels(count, max);
      expect(labels[0]).toBe(0);
      expect(labels.at(-1)).toBe(count - 1);
      expect(labels.length).toBeLessThanOrEqual(max);
      for (const [index, label] of labels.slice(1).entries()) {
        expect(label - (labels[index] ?? 0)).toBeGreaterThanOrEqual(
          Math.max(1, Math.floor((count - 1) / (max - 1))),
        );
      }
    }),
  );
});

test("shortens large counts", () => {
  expect([0, 950, 1_000, 1_234, 60_000, 999_950, 1_171_572, 2e9].map(formatCompact)).toEqual([
    "0",
    "950",
    "1K",
    "1.23K",
    "60K",
    "1M",
    "1.17M",
    "2B",
  ]);
});

test("keeps a part of a bar with a single request visible", () => {
  expect(measureParts([100, 1, 0], 0.5)).toEqual([50, 2, 0]);
});
