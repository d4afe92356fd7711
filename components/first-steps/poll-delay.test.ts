import { expect, test } from "vitest";
import { getPollDelay } from "./poll-delay.ts";

test("asks less and less often, and then stops", () => {
  let waitedMs = 0;
  let polls = 0;
  let last = 0;
  for (;;) {
    const delayMs = getPollDelay(waitedMs, false);
    if (delayMs === null) break;
    expect(delayMs).toBeGreaterThanOrEqual(last);
    last = delayMs;
    waitedMs += delayMs;
    polls += 1;
  }
  expect(waitedMs).toBeGreaterThanOrEqual(3_600_000);
  expect(polls).toBeLessThan(550);
});

test("asks at first within 2 seconds, and rarely after a failure", () => {
  expect(getPollDelay(0, false)).toBeLessThan(2_000);
  expect(getPollDelay(0, true)).toBe(15_000);
});
