import type { MessagePort, Worker } from "node:worker_threads";
import type { CountedRequests } from "#lib/platform/metrics/metrics.ts";
import type { ThreadHealth } from "#lib/platform/metrics/thread-health.ts";
import type { Port } from "#lib/platform/processes/peer.ts";
import type { InstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import type { LimiterMemory } from "#lib/platform/shared-limits/shared-memory.ts";
import type { RequestBatch } from "#lib/verification/requests/request-memory.ts";
import type { UsageBatch } from "#lib/verification/usage/write-usage.ts";
import type { Operations } from "#server/front/operations/operations.ts";
import type { Loads } from "./balance.ts";

/** What a thread is started with. */
export interface ThreadData {
  config: Config;
  secrets: InstanceSecrets;
  /** Connects to the main thread, for keys. */
  keysPort: MessagePort;
  limiterMemory: LimiterMemory;
  /** This thread's number in the limiter's memory. */
  limiterThread: number;
  loads: Loads;
  slot: number;
  /** The descriptor of the socket that all threads listen on. */
  descriptor: number;
  /** The socket on which everything except verification is answered. */
  applicationSocket: string;
}

/** What a thread has counted since its last report. */
export interface Report extends CountedRequests {
  usage: UsageBatch & { dropped: number };
  requests: RequestBatch;
  keys: { hits: number; stale: number };
  /** Requests counted in this process because Redis was unreachable. */
  countedLocally: number;
  /** The current number. */
  knownKeys: number;
  health: ThreadHealth;
}

/** What a thread asks the main thread, which is the only one that can describe the whole instance. */
export interface MainCalls extends Operations {
  /** The thread answers requests from now on. */
  onServing(): void;
  onReport(report: Report): void;
}

/** What the main thread asks another thread. */
export interface ThreadCalls {
  takeReport(): Report;
  /** Ends the thread. Running requests get `graceMs` to finish. */
  stop(graceMs: number): void;
  /** Accepts no new connections, and ends the thread when all existing ones have closed. */
  drain(): void;
}

/** The channel between a thread and the thread that started it. */
export function createThreadPort(end: Pick<Worker | MessagePort, "postMessage" | "on">): Port {
  return {
    post: (message) => end.postMessage(message),
    listen: (onMessage) => {
      end.on("message", onMessage);
    },
  };
}
