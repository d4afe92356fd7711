import { parentPort, workerData } from "node:worker_threads";
import { createSharedMemoryLimiter } from "#lib/platform/shared-limits/shared-memory-limiter.ts";
import { hammer } from "./hammering.ts";
import type { HammerThreadData } from "./limit-threads.ts";
import { readSharedTime } from "./shared-time.ts";

// A thread that counts as fast as it can, until it is told to stop or is terminated.
const { memory, threadId, time, hammering }: HammerThreadData = workerData;

parentPort?.postMessage("ready");
await hammer(hammering, readSharedTime(time), (clock) =>
  createSharedMemoryLimiter({ memory, threadId, clock }),
);
