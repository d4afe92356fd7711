import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { watchThread } from "./thread-health.ts";

test("reports how long the event loop was blocked, and the heap", async () => {
  const watch = watchThread();
  onTestFinished(watch.stop);
  await wait(100);
  const untilMs = performance.now() + 300;
  while (performance.now() < untilMs);
  await wait(100);
  const { lagMaxSeconds, heapUsedBytes, heapLimitBytes } = watch.describe();
  expect(lagMaxSeconds).toBeGreaterThan(0.2);
  expect(heapUsedBytes).toBeGreaterThan(1_000_000);
  expect(heapLimitBytes).toBeGreaterThan(heapUsedBytes);
});
