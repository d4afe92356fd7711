import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { createSharedLookUp } from "./shared-look-up.ts";

const readMs = () => performance.now();

function createNames(count: number, prefix = "invented"): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}-${i}`);
}

test("shares one read among concurrent requests and finds the digests that exist", async () => {
  const reads: string[][] = [];
  const lookUp = createSharedLookUp({
    readMs,
    readExisting: async (digests) => {
      reads.push(digests);
      return new Set(digests.filter((digest) => digest.startsWith("real")));
    },
  });
  const names = [...createNames(500), ...createNames(5, "real")];
  const answers = await Promise.all([...names, ...names].map(lookUp.mayExist));
  const existing = [...names, ...names].filter((_, i) => answers[i] === true);
  expect(existing).toEqual([...createNames(5, "real"), ...createNames(5, "real")]);
  expect(reads).toHaveLength(1);
  expect(reads[0]).toHaveLength(505);
});

test("leaves a single request to a lookup of its own, once per second", async () => {
  let nowMs = 0;
  let reads = 0;
  const lookUp = createSharedLookUp({
    readMs: () => nowMs,
    readExisting: async () => {
      reads += 1;
      return new Set();
    },
  });
  const answers: boolean[] = [];
  for (const requestedAtMs of [0, 100, 900, 2_000, 2_100]) {
    nowMs = requestedAtMs;
    answers.push(await lookUp.mayExist(`requested at ${requestedAtMs}`));
  }
  expect(answers).toEqual([true, false, false, true, false]);
  expect(reads).toBe(3);
});

test("reads at most 20 times per second, one read at a time, each after its requests arrived", async () => {
  let [reads, running, maxRunning] = [0, 0, 0];
  const startedAtMs: number[] = [];
  const lookUp = createSharedLookUp({
    readMs,
    readExisting: async () => {
      reads += 1;
      running += 1;
      maxRunning = Math.max(maxRunning, running);
      startedAtMs.push(readMs());
      await wait(5);
      running -= 1;
      return new Set();
    },
  });
  const endsAtMs = readMs() + 500;
  for (let round = 0; readMs() < endsAtMs; round++) {
    const requestedAtMs = readMs();
    await Promise.all(createNames(10, `round-${round}`).map(lookUp.mayExist));
    expect(startedAtMs.at(-1)).toBeGreaterThanOrEqual(requestedAtMs);
  }
  expect(reads).toBeGreaterThan(1);
  expect(reads).toBeLessThanOrEqual(12);
  expect(maxRunning).toBe(1);
});

test("splits many digests into several reads", async () => {
  const sizes: number[] = [];
  const lookUp = createSharedLookUp({
    readMs,
    readExisting: async (digests) => {
      sizes.push(digests.length);
      return new Set(digests);
    },
  });
  const answers = await Promise.all(createNames(25_000).map(lookUp.mayExist));
  expect(answers.every((answer) => answer)).toBe(true);
  expect(sizes).toEqual([10_000, 10_000, 5_000]);
});

test("rejects all requests that share a failed read, and tries again for later requests", async () => {
  let isUnreachable = true;
  const lookUp = createSharedLookUp({
    readMs,
    readExisting: async () => {
      if (isUnreachable) throw new Error("unreachable");
      return new Set();
    },
  });
  const failed = await Promise.allSettled(createNames(3).map(lookUp.mayExist));
  expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  isUnreachable = false;
  expect(await Promise.all(createNames(3).map(lookUp.mayExist))).toEqual([false, false, false]);
});
