import type { Server } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { ThreadCounts } from "#lib/platform/metrics/thread-counts.ts";
import { type LimiterMemory, releaseThread } from "#lib/platform/shared-limits/shared-memory.ts";
import type { Operations, OtherThreads } from "#server/front/operations/operations.ts";
import type { MainRuntime } from "#server/runtime/create-runtime.ts";
import { balance, clearLoad, createLoads } from "./balance.ts";
import type { Report } from "./contract.ts";
import { openThread, type RunningThread } from "./open-thread.ts";
import { getListeningDescriptor } from "./share-port.ts";

/** The verification threads besides the main thread. */
export interface ThreadGroup extends OtherThreads {
  /** Makes the threads listen on the server's port too. */
  start(server: Server, options: StartOptions): void;
  /** Replaces the threads one by one, without failing a request. */
  restart(): Promise<void>;
  stop(graceMs: number): Promise<void>;
}

interface StartOptions {
  operations: Operations;
  /** The socket on which everything except verification is answered. */
  applicationSocket: string;
}

/** How many threads can exist at once, including the main thread: each can have a successor while it ends. */
export function countLimiterThreads(verifyThreads: number): number {
  return verifyThreads === 1 ? 1 : verifyThreads * 2;
}

/**
 * The pause between a thread's end and its successor's start. It doubles for each thread that ends soon after
 * its start.
 */
const minPauseMs = 250;
const maxPauseMs = 5_000;
const soonMs = 10_000;

interface ThreadOptions extends StartOptions {
  descriptor: number;
}

interface Slot {
  number: number;
  thread: RunningThread | null;
  /** Resolves when another thread replaces this one. */
  succeeded: PromiseWithResolvers<void>;
  isServing: boolean;
  endings: number;
  verifications: number;
  latest: Report | null;
}

export function createThreadGroup(runtime: MainRuntime, memory: LimiterMemory): ThreadGroup {
  const { config, logger } = runtime;
  const stopping = new AbortController();
  const slots = Array.from(
    { length: config.verifyThreads - 1 },
    (_, index): Slot => ({
      number: index + 1,
      thread: null,
      succeeded: Promise.withResolvers(),
      isServing: false,
      endings: 0,
      verifications: 0,
      latest: null,
    }),
  );
  const loads = createLoads(config.verifyThreads);
  // Number 1 is the main thread.
  const freeLimiterThreads = Array.from({ length: memory.threads - 1 }, (_, index) => index + 2);
  const running = new Set<RunningThread>();
  const totals = { replaced: 0, hits: 0, stale: 0, countedLocally: 0 };
  let stopBalancing = () => {};

  const onReport = (slot: Slot, report: Report) => {
    runtime.metrics.add(report);
    runtime.usage.add(report.usage);
    runtime.requests.merge(report.requests);
    totals.hits += report.keys.hits;
    totals.stale += report.keys.stale;
    totals.countedLocally += report.countedLocally;
    slot.verifications += report.verifications.reduce((sum, { count }) => sum + count, 0);
    slot.latest = report;
  };

  const open = (slot: Slot, { descriptor, operations, applicationSocket }: ThreadOptions): RunningThread => {
    const limiterThread = freeLimiterThreads.shift();
    if (limiterThread === undefined) throw new Error("too many threads are ending");
    const shared = { limiterMemory: memory, limiterThread, loads, descriptor, applicationSocket };
    const data = { ...shared, slot: slot.number };
    const thread = openThread({ runtime, operations, data, onReport: (report) => onReport(slot, report) });
    running.add(thread);
    void thread.serving.then(() => {
      if (slot.thread === thread) slot.isServing = true;
    });
    void thread.ended.then(() => {
      running.delete(thread);
      releaseThread(memory, limiterThread);
      freeLimiterThreads.push(limiterThread);
    });
    return thread;
  };

  const keepRunning = async (slot: Slot, options: ThreadOptions) => {
    while (!stopping.signal.aborted) {
      const startedAtMs = performance.now();
      const thread = open(slot, options);
      slot.thread = thread;
      slot.latest = null;
      await waitForEnd(slot);
      slot.isServing = false;
      clearLoad(loads, slot.number);
      if (stopping.signal.aborted) return;
      slot.endings = performance.now() - startedAtMs < soonMs ? slot.endings + 1 : 0;
      totals.replaced += 1;
      const pauseMs = Math.min(maxPauseMs, minPauseMs * 2 ** slot.endings);
      logger.warn({ thread: slot.number, pauseMs }, "a verification thread ended and will be replaced");
      await wait(pauseMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
    }
  };

  const gatherAll = async () => {
    await Promise.all([...running].map((thread) => thread.gather()));
  };

  let replace = async (_slot: Slot) => {};

  return {
    start: (server, startOptions) => {
      const descriptor = getListeningDescriptor(server);
      if (descriptor === null) {
        logger.warn("this system cannot share a port between threads, so a single thread verifies keys");
        return;
      }
      const options = { ...startOptions, descriptor };
      stopBalancing = balance(server, loads, 0);
      runtime.usage.gatherWith(gatherAll);
      replace = async (slot) => {
        const old = slot.thread;
        const fresh = open(slot, options);
        const isUp = await Promise.race([fresh.serving.then(() => true), fresh.ended.then(() => false)]);
        if (!isUp) return;
        slot.thread = fresh;
        slot.succeeded.resolve();
        slot.succeeded = Promise.withResolvers();
        old?.drain();
        await old?.ended;
        totals.replaced += 1;
      };
      for (const slot of slots) {
        keepRunning(slot, options).catch((error: unknown) =>
          logger.error({ err: error, thread: slot.number }, "a verification thread cannot be started"),
        );
      }
    },
    restart: async () => {
      for (const slot of slots) await replace(slot);
    },
    gather: async (): Promise<ThreadCounts> => {
      await gatherAll();
      return {
        serving: 1 + slots.filter(({ isServing }) => isServing).length,
        replaced: totals.replaced,
        threads: slots.map(({ number, verifications, latest }) => ({
          slot: number,
          verifications,
          health: latest?.health ?? null,
        })),
        keys: {
          hits: totals.hits,
          stale: totals.stale,
          size: slots.reduce((sum, { latest }) => sum + (latest?.knownKeys ?? 0), 0),
        },
        countedLocally: totals.countedLocally,
      };
    },
    stop: async (graceMs) => {
      stopping.abort();
      stopBalancing();
      await Promise.all([...running].map((thread) => thread.stop(graceMs)));
    },
  };
}

/** Resolves when the slot's thread ends and has no replacement. */
async function waitForEnd(slot: Slot): Promise<void> {
  for (let thread = slot.thread; thread !== null; ) {
    await Promise.race([thread.ended, slot.succeeded.promise]);
    if (slot.thread === thread) return;
    thread = slot.thread;
  }
}
