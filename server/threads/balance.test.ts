import { expect, test } from "vitest";
import { countToRelease } from "./balance.ts";

const load = (busy: number, active: number) => ({ busy, active });

test("a busy thread with all connections releases half of them to one that has none", () => {
  const own = load(1000, 32);
  expect(countToRelease(own, [own, load(10, 0)])).toBe(16);
});

test("a thread that is idle half of the time keeps its connections", () => {
  const own = load(400, 32);
  expect(countToRelease(own, [own, load(10, 0)])).toBe(0);
});

test("threads with equally many connections keep them", () => {
  const own = load(1000, 16);
  expect(countToRelease(own, [own, load(950, 16)])).toBe(0);
});

test("a thread keeps its only connection", () => {
  const own = load(1000, 1);
  expect(countToRelease(own, [own, load(0, 0), load(0, 0)])).toBe(0);
});

test("a thread whose connections send little keeps them while others are busier", () => {
  const own = load(600, 40);
  expect(countToRelease(own, [own, load(1000, 2)])).toBe(0);
});

test("a thread with few busy connections releases some to an idle one", () => {
  const own = load(1000, 10);
  expect(countToRelease(own, [own, load(100, 10)])).toBeGreaterThan(0);
});
