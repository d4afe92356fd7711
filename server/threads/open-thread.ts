import { setTimeout as wait } from "node:timers/promises";
import { MessageChannel, Worker } from "node:worker_threads";
import { createPeer } from "#lib/processes/peer.ts";
import { shareKeys } from "#lib/verification/share-keys.ts";
import type { MainRuntime } from "../create-runtime.ts";
import type { Operations } from "../front/operations.ts";
import {
  createThreadPort,
  type MainCalls,
  type Report,
  type ThreadCalls,
  type ThreadData,
} from "./contract.ts";

/** A running thread, as the main thread sees it. */
export interface RunningThread {
  /** Resolves once it answers requests; never, if it ends before. */
  serving: Promise<void>;
  /** Resolves once it runs no more. */
  ended: Promise<void>;
  /** Resolves once it has reported what it has counted up to now, or does not answer soon. */
  gather(): Promise<void>;
  /** Resolves once it has ended, its last report included. */
  stop(graceMs: number): Promise<void>;
  /** It takes no new connections, and ends when its clients have closed the others. */
  drain(): void;
}

interface OpenOptions {
  runtime: MainRuntime;
  operations: Operations;
  data: Omit<ThreadData, "config" | "secrets" | "keysPort">;
  onReport: (report: Report) => void;
}

/** Whoever reads the metrics does not wait for a thread that is busy. */
const gatherLimitMs = 250;

/** A thread that is still there so long after its requests' time is over is ended. */
const endLimitMs = 1_000;

export function openThread({ runtime, operations, data, onReport }: OpenOptions): RunningThread {
  const { config, secrets, logger } = runtime;
  const { port1, port2 } = new MessageChannel();
  const workerData: ThreadData = { ...data, config, secrets, keysPort: port2 };
  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    name: `verification ${data.slot}`,
    workerData,
    transferList: [port2],
    // What is loaded into the process beside the server watches its parent: once is enough.
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
      logger.error({ thread: data.slot }, "a verification thread does not answer and is ended");
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
      // What comes too late for whoever waits is counted all the same.
      const reported = thread.call("takeReport").then(onReport, () => {});
      await Promise.race([reported, wait(gatherLimitMs, undefined, { ref: false })]);
    },
    stop: async (graceMs) => {
      thread.tell("stop", graceMs);
      const timer = setTimeout(terminate, graceMs + endLimitMs);
      await ended.promise;
      clearTimeout(timer);
    },
    drain: () => thread.tell("drain"),
  };
}
