// Proof: random interleavings of requests are limited exactly as a model says that was written independently, never more
// and never less: in one process, with a delay at every await while the host's clock is set, and in two processes with
// one Redis. `npm run prove -- exact-limits [how many] [seed]`
import assert from "node:assert/strict";
import fc from "fast-check";
import { limitInterleavings } from "#lib/testing/limit-interleavings.ts";
import { startRedis } from "#lib/testing/redis-process.ts";
import { createRedisTime } from "#lib/testing/redis-time.ts";
import { compareSharedCases } from "#lib/testing/shared-limit-cases.ts";
import { startSharingProcess } from "#lib/testing/sharing-process.ts";

const wanted = Number(process.argv[2] ?? 100_000);
const firstSeed = Number(process.argv[3] ?? 20_260_104);
const casesAtOnce = 100;
const mostRepeats = 200;

async function proveOneProcess(): Promise<void> {
  const startedAt = performance.now();
  await fc.assert(limitInterleavings, { numRuns: wanted, seed: firstSeed });
  report("one process", wanted, startedAt);
}

function report(name: string, count: number, startedAt: number, more = ""): void {
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${name}: ${count} interleavings, seed ${firstSeed}, in ${seconds.toFixed(0)} s: 0 over, 0 under${more}`,
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
    for (let seed = firstSeed; done < wanted; seed++) {
      if (await compareSharedCases([first, second], time, { seed, count: casesAtOnce })) done += casesAtOnce;
      else repeats += 1;
      assert.ok(repeats <= mostRepeats, "this machine is too slow for the proof");
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
await proveTwoProcesses();
