import { parentPort, workerData } from "node:worker_threads";
import { createSharedMemoryLimiter } from "#lib/platform/shared-limits/shared-memory-limiter.ts";
import type { LimitThreadData } from "./limit-threads.ts";
import { type Asked, createRequester } from "./shared-limit-cases.ts";
import { readSharedTime } from "./shared-time.ts";

// A thread that counts in the given memory, and answers each list of keys with the responses for them.
const { memory, threadId, time }: LimitThreadData = workerData;
const { ask } = createRequester(createSharedMemoryLimiter({ memory, threadId, clock: readSharedTime(time) }));

parentPort?.on("message", async (asked: Asked[]) => parentPort?.postMessage(await ask(asked)));
parentPort?.postMessage("ready");
