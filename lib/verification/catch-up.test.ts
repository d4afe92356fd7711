import { setTimeout as wait } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { createPollPace } from "./catch-up.ts";

/** Polls until it is stopped; tells how often. */
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

test("those who wait share one poll, which begins after they came", async () => {
  let started = 0;
  const { pace, stop, count } = start(async () => {
    started += 1;
    await wait(20);
  });
  // This poll was under way before they came.
  expect(started).toBe(1);
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => pace.catchUp()));
  expect(new Set(answers)).toEqual(new Set([true]));
  expect(count()).toBe(2);
  await stop();
});

test("there are at most twenty polls a second, whatever is asked", async () => {
  const { pace, stop, count } = start(async () => {});
  const endsAtMs = performance.now() + 500;
  let asked = 0;
  while (performance.now() < endsAtMs) {
    await pace.catchUp();
    asked += 1;
  }
  expect(asked).toBeGreaterThan(0);
  expect(count()).toBeLessThanOrEqual(12);
  await stop();
});

test("a poll that fails tells those who wait that they cannot rely on it", async () => {
  const { pace, stop } = start(async () => {
    throw new Error("away");
  });
  expect(await pace.catchUp()).toBe(false);
  await stop();
});

test("nobody waits for changes that cannot be followed", async () => {
  const pace = createPollPace(() => performance.now());
  const answers = Promise.all([pace.catchUp(), pace.catchUp()]);
  pace.giveUp();
  expect(await answers).toEqual([false, false]);
});

test("those who come while a slow poll is under way wait for the next one", async () => {
  const { pace, stop, count } = start(() => wait(1_100));
  expect(await pace.catchUp()).toBe(true);
  expect(count()).toBe(2);
  await stop();
});

test("a poll that does not end is not waited for longer than three seconds", async () => {
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
