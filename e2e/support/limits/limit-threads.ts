import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import {
  createLimiterMemory,
  type LimiterMemory,
  releaseThread,
} from "#lib/platform/shared-limits/shared-memory.ts";
import { checkHammering, createHammering, type Hammering } from "./hammering.ts";
import type { Requester } from "./shared-limit-cases.ts";
import { createSharedTime } from "./shared-time.ts";

/** The data with which a worker of either kind is started. */
export interface LimitThreadData {
  memory: LimiterMemory;
  threadId: number;
  time: SharedArrayBuffer;
}

export interface HammerThreadData extends LimitThreadData {
  hammering: Hammering;
}

async function startWorker(path: URL, workerData: LimitThreadData): Promise<Worker> {
  const worker = new Worker(path, { workerData });
  await once(worker, "message");
  return worker;
}

/** A thread with the whole verification over the shared memory. */
export async function startLimitThread(data: LimitThreadData) {
  const worker = await startWorker(new URL("./limit-thread.ts", import.meta.url), data);
  const ask: Requester = async (asked) => {
    worker.postMessage(asked);
    const [answers]: string[][][] = await once(worker, "message");
    return answers ?? [];
  };
  return { ask, terminate: () => worker.terminate() };
}

async function startHammerThread(data: HammerThreadData) {
  const worker = await startWorker(new URL("./hammer-thread.ts", import.meta.url), data);
  return { ended: once(worker, "exit"), terminate: () => worker.terminate() };
}

/**
 * Hammers with this many threads, and terminates and replaces one of them this many times. Returns what was
 * admitted, and how many of the terminated threads held a lock.
 */
export async function hammerWithThreads(threads: number, terminations: number) {
  const memory = createLimiterMemory({ maxCounters: 1_000, threads });
  const time = createSharedTime();
  const hammering = createHammering(6);
  const start = (threadId: number) => startHammerThread({ memory, threadId, time: time.buffer, hammering });
  const running = new Map(Array.from({ length: threads }, (_, index) => [index + 1, start(index + 1)]));
  await Promise.all(running.values());
  let heldLocks = 0;
  for (let terminated = 0; terminated <= terminations; terminated++) {
    for (let step = 0; step < 10; step++) {
      await wait(1);
      time.pass(1_000 * Math.floor(Math.random() * 8));
    }
    if (terminated === terminations) break;
    const threadId = 1 + (terminated % threads);
    await (await running.get(threadId))?.terminate();
    heldLocks += releaseThread(memory, threadId);
    running.set(threadId, start(threadId));
  }
  const last = await Promise.all(running.values());
  Atomics.store(new Int32Array(hammering.stop), 0, 1);
  await Promise.all(last.map(({ ended }) => ended));
  return { ...checkHammering(hammering), terminations, heldLocks };
}
