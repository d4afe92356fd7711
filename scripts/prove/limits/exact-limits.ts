// Proof: random interleavings of requests are limited exactly as in an independently written model, never
// more and never less: in one process, with a delay at every await while the host's clock is changed; in
// three threads that share memory; and in two processes that share Redis. Threads are also terminated at
// random moments while they count: no window then admits more than its limit.
// `npm run prove -- exact-limits [how many] [seed] [terminations]`
import assert from "node:assert/strict";
import fc from "fast-check";
import { limitInterleavings } from "#e2e/support/limits/limit-interleavings.ts";
import { hammerWithThreads, startLimitThread } from "#e2e/support/limits/limit-threads.ts";
import { createRedisTime } from "#e2e/support/limits/redis-time.ts";
import { compareSharedCases, compareThreadCases } from "#e2e/support/limits/shared-limit-cases.ts";
import { createSharedTime } from "#e2e/support/limits/shared-time.ts";
import { startRedis } from "#e2e/support/servers/redis-process.ts";
import { startSharingProcess } from "#e2e/support/verification/sharing-process.ts";
import { createLimiterMemory } from "#lib/platform/shared-limits/shared-memory.ts";

const total = Number(process.argv[2] ?? 100_000);
const firstSeed = Number(process.argv[3] ?? 20_260_104);
const terminations = Number(process.argv[4] ?? 1_000);
const casesPerBatch = 100;
const threadNumbers = [1, 2, 3];
const terminationsPerBatch = 100;
const maxRepeats = 200;

async function proveOneProcess(): Promise<void> {
  const startedAt = performance.now();
  await fc.assert(limitInterleavings, { numRuns: total, seed: firstSeed });
  report("one process", total, startedAt);
}

function report(name: string, count: number, startedAt: number, more = ""): void {
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${name}: ${count} interleavings, seed ${firstSeed}, in ${seconds.toFixed(0)} s: 0 over, 0 under${more}`,
  );
}

async function proveThreads(): Promise<void> {
  const memory = createLimiterMemory({ maxCounters: 10_000, threads: threadNumbers.length });
  const time = createSharedTime();
  const threads = await Promise.all(
    threadNumbers.map((threadId) => startLimitThread({ memory, threadId, time: time.buffer })),
  );
  const startedAt = performance.now();
  let done = 0;
  for (let seed = firstSeed; done < total; seed++, done += casesPerBatch) {
    await compareThreadCases(threads, time, { seed, count: casesPerBatch });
  }
  report("three threads", done, startedAt);
  await Promise.all(threads.map((thread) => thread.terminate()));
}

async function proveTerminations(): Promise<void> {
  const sums = { windows: 0, admitted: 0, missing: 0, heldLocks: 0 };
  let terminated = 0;
  for (; terminated < terminations; terminated += terminationsPerBatch) {
    const result = await hammerWithThreads(threadNumbers.length, terminationsPerBatch);
    for (const name of ["windows", "admitted", "missing", "heldLocks"] as const) sums[name] += result[name];
  }
  assert.ok(sums.missing <= 2 * terminated);
  console.log(
    `${terminated} threads terminated while counting, ${sums.heldLocks} of them with a lock: ` +
      `${sums.admitted} admitted in ${sums.windows} windows, 0 over, ${sums.missing} counted but not answered`,
  );
}

async function proveTwoProcesses(): Promise<void> {
  const redis = await startRedis();
  const time = await createRedisTime(redis.url);
  const [first, second] = [await startSharingProcess(redis.url), await startSharingProcess(redis.url)];
  const startedAt = performance.now();
  try {
    let repeats = 0;
    let done = 0;
    for (let seed = firstSeed; done < total; seed++) {
      if (await compareSharedCases([first, second], time, { seed, count: casesPerBatch }))
        done += casesPerBatch;
      else repeats += 1;
      assert.ok(repeats <= maxRepeats, "this machine is too slow for the proof");
    }
    report("two processes with Redis", done, startedAt, `; ${repeats} batches repeated on a slow machine`);
  } finally {
    first.stop();
    second.stop();
    time.close();
    await redis.kill();
  }
}

await proveOneProcess();
await proveThreads();
await proveTerminations();
await proveTwoProcesses();
