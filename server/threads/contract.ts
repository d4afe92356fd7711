import type { MessagePort, Worker } from "node:worker_threads";
import type { Config } from "#lib/env.ts";
import type { InstanceSecrets } from "#lib/instance-secrets.ts";
import type { LimiterMemory } from "#lib/limits/shared-memory.ts";
import type { CountedRequests } from "#lib/metrics/metrics.ts";
import type { Port } from "#lib/processes/peer.ts";
import type { UsageBatch } from "#lib/verification/write-usage.ts";
import type { Operations } from "../front/operations.ts";
import type { Loads } from "./balance.ts";

/** What a thread is started with. */
export interface ThreadData {
  config: Config;
  secrets: InstanceSecrets;
  /** To the main thread, for keys. */
  keysPort: MessagePort;
  limiterMemory: LimiterMemory;
  /** This thread's number in the limiter's memory. */
  limiterThread: number;
  loads: Loads;
  slot: number;
  /** Of the socket that all threads listen on. */
  descriptor: number;
  /** Where everything is answered that is no verification. */
  applicationSocket: string;
}

/** What a thread has counted since its last report. */
export interface Report extends CountedRequests {
  usage: UsageBatch & { dropped: number };
  keys: { hits: number; stale: number };
  /** Requests that were counted in this process because Redis was away. */
  countedAway: number;
  /** Now. */
  knownKeys: number;
}

/** What a thread asks of the main one. Only that knows how the instance as a whole is. */
export interface MainCalls extends Operations {
  /** It answers requests from now on. */
  onServing(): void;
  onReport(report: Report): void;
}

/** What the main thread asks of another. */
export interface ThreadCalls {
  takeReport(): Report;
  /** Ends at once, with so many milliseconds for requests that run. */
  stop(graceMs: number): void;
  /** Takes no more connections, and ends when all there are have closed. */
  drain(): void;
}

/** The channel between a thread and the one that started it. */
export function createThreadPort(end: Pick<Worker | MessagePort, "postMessage" | "on">): Port {
  return {
    post: (message) => end.postMessage(message),
    listen: (onMessage) => {
      end.on("message", onMessage);
    },
  };
}
