import { expect, test } from "vitest";
import type { PrismaClient } from "./generated/client.ts";
import { createHeavyReads } from "./heavy-reads.ts";

/** Heavy reads with a clock that only work and pauses advance. */
function createPaced() {
  let nowMs = 0;
  let workedMs = 0;
  let running = 0;
  const client = {} as PrismaClient;
  const reads = createHeavyReads(
    () => client,
    async () => {},
    {
      readMs: () => nowMs,
      waitMs: async (ms) => {
        nowMs += ms;
      },
    },
  );
  const work = (ms: number) => async () => {
    running += 1;
    expect(running).toBe(1);
    await Promise.resolve();
    nowMs += ms;
    workedMs += ms;
    running -= 1;
  };
  return { reads, work, readShare: () => workedMs / nowMs };
}

test("concurrent reads run one batch at a time, and a third of the time in total", async () => {
  const { reads, work, readShare } = createPaced();
  const readAll = async () => {
    for (let batch = 0; batch < 50; batch++) await reads.runBatch(work(1 + (batch % 7)));
  };
  await Promise.all([readAll(), readAll(), readAll()]);
  expect(readShare()).toBeCloseTo(1 / 3, 2);
});

test("a failed batch affects neither the others nor the pause after it", async () => {
  const { reads, work, readShare } = createPaced();
  const fail = async () => {
    await work(5)();
    throw new Error("away");
  };
  const results = await Promise.allSettled([
    reads.runBatch(fail),
    reads.runBatch(work(5)),
    reads.runBatch(fail),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected"]);
  expect(readShare()).toBeCloseTo(15 / 35, 2);
});

test("the pause after a very slow batch is at most one second", async () => {
  const { reads, work, readShare } = createPaced();
  await reads.runBatch(work(9_000));
  await reads.runBatch(work(0));
  expect(readShare()).toBe(0.9);
});
