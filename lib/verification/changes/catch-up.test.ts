import { setTimeout as wait } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { createPollPace } from "./catch-up.ts";

/** Polls until it is stopped, and returns the number of polls. */
function start(poll: () => Promise<void>) {
  const pace = createPollPace(() => performance.now());
  const stopping = new AbortController();
  let polls = 0;
  const running = (async () => {
    while (!stopping.signal.aborted) {
      polls += 1;
      await pace.run(poll).catch(() => {});
      await pace.pause(60_000, stopping.signal);
    }
  })();
  const stop = async () => {
    stopping.abort();
    await running;
  };
  return { pace, stop, count: () => polls };
}

test("lets waiting requests share one poll that starts after they arrived", async () => {
  let started = 0;
  const { pace, stop, count } = start(async () => {
    started += 1;
    await wait(20);
  });
  // This poll was running before they arrived.
  expect(started).toBe(1);
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => pace.catchUp()));
  expect(new Set(answers)).toEqual(new Set([true]));
  expect(count()).toBe(2);
  await stop();
});

test("polls at most 20 times per second, however many requests wait", async () => {
  const { pace, stop, count } = start(async () => {});
  const endsAtMs = performance.now() + 500;
  let requestCount = 0;
  while (performance.now() < endsAtMs) {
    await pace.catchUp();
    requestCount += 1;
  }
  expect(requestCount).toBeGreaterThan(0);
  expect(count()).toBeLessThanOrEqual(12);
  await stop();
});

test("returns false to requests that wait for a poll that fails", async () => {
  const { pace, stop } = start(async () => {
    throw new Error("unreachable");
  });
  expect(await pace.catchUp()).toBe(false);
  await stop();
});

test("returns false to waiting requests when changes cannot be followed", async () => {
  const pace = createPollPace(() => performance.now());
  const answers = Promise.all([pace.catchUp(), pace.catchUp()]);
  pace.giveUp();
  expect(await answers).toEqual([false, false]);
});

test("makes requests that arrive during a slow poll wait for the next one", async () => {
  const { pace, stop, count } = start(() => wait(1_100));
  expect(await pace.catchUp()).toBe(true);
  expect(count()).toBe(2);
  await stop();
});

test("makes requests wait at most 3 seconds for a poll that does not end", async () => {
  vi.useFakeTimers();
  try {
    const { pace } = start(() => new Promise(() => {}));
    const answer = pace.catchUp();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await answer).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
