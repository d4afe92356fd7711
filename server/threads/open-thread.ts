import { setTimeout as wait } from "node:timers/promises";
import { MessageChannel, Worker } from "node:worker_threads";
import { createPeer } from "#lib/platform/processes/peer.ts";
import { shareKeys } from "#lib/verification/threads/share-keys.ts";
import type { Operations } from "#server/front/operations/operations.ts";
import type { MainRuntime } from "#server/runtime/create-runtime.ts";
import {
  createThreadPort,
  type MainCalls,
  type Report,
  type ThreadCalls,
  type ThreadData,
} from "./contract.ts";

/** A running thread, as the main thread sees it. */
export interface RunningThread {
  /** Resolves once it answers requests; never if it ends before that. */
  serving: Promise<void>;
  /** Resolves once it has ended. */
  ended: Promise<void>;
  /** Resolves once it has reported what it has counted so far, or after a short wait without an answer. */
  gather(): Promise<void>;
  /** Resolves once it has ended and its last report has arrived. */
  stop(graceMs: number): Promise<void>;
  /** The thread accepts no new connections, and ends when its clients have closed the others. */
  drain(): void;
}

interface OpenOptions {
  runtime: MainRuntime;
  operations: Operations;
  data: Omit<ThreadData, "config" | "secrets" | "keysPort">;
  onReport: (report: Report) => void;
}

/** A request for metrics does not wait for a busy thread. */
const gatherLimitMs = 250;

/** A thread that still runs this long after its grace time is terminated. */
const endLimitMs = 1_000;

export function openThread({ runtime, operations, data, onReport }: OpenOptions): RunningThread {
  const { config, secrets, logger } = runtime;
  const { port1, port2 } = new MessageChannel();
  const workerData: ThreadData = { ...data, config, secrets, keysPort: port2 };
  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    name: `verification ${data.slot}`,
    workerData,
    transferList: [port2],
    // Modules preloaded into the process watch its parent; once is enough.
    execArgv: [],
  });
  const serving = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const thread = createPeer<MainCalls, ThreadCalls>(createThreadPort(worker), {
    ...operations,
    onServing: serving.resolve,
    onReport,
  });
  const terminate = async () => {
    await worker.terminate();
  };
  const stopSharing = shareKeys(runtime.keys, port1, {
    onSilent: () => {
      logger.error({ thread: data.slot }, "a verification thread does not answer; ending it");
      return terminate();
    },
  });
  worker.on("error", (error) => {
    logger.error({ err: error, thread: data.slot }, "a verification thread failed");
  });
  worker.once("exit", () => {
    stopSharing();
    thread.end(new Error("the thread has ended"));
    ended.resolve();
  });

  return {
    serving: serving.promise,
    ended: ended.promise,
    gather: async () => {
      // A report that comes too late for this request is still counted.
      const reported = thread.call("takeReport").then(onReport, () => {});
      await Promise.race([reported, wait(gatherLimitMs, undefined, { ref: false })]);
    },
    stop: async (graceMs) => {
      thread.notify("stop", graceMs);
      const timer = setTimeout(terminate, graceMs + endLimitMs);
      await ended.promise;
      clearTimeout(timer);
    },
    drain: () => thread.notify("drain"),
  };
}
