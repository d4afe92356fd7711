import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { repeatJob } from "./repeat-job.ts";

const warn = vi.fn();

beforeEach(() => {
  warn.mockReset();
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("runs immediately and at the interval, never twice at once, and goes on after a failure", async () => {
  const run = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error("away"));
  const slow = Promise.withResolvers<void>();
  const job = repeatJob({ warn }, { everyMs: 1_000, failure: "it failed", run });
  await vi.advanceTimersByTimeAsync(0);
  expect(warn).toHaveBeenCalledExactlyOnceWith({ err: new Error("away") }, "it failed");
  run.mockReturnValueOnce(slow.promise);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(run).toHaveBeenCalledTimes(2);
  slow.resolve();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(run).toHaveBeenCalledTimes(3);
  await job.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(run).toHaveBeenCalledTimes(3);
});

test("a stop aborts the run that has begun, waits for it, and logs nothing", async () => {
  const job = repeatJob(
    { warn },
    {
      everyMs: 1_000,
      failure: "it failed",
      run: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        }),
    },
  );
  await job.stop();
  expect(warn).not.toHaveBeenCalled();
});
