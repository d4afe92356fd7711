import type { MessagePort } from "node:worker_threads";
import type { Config } from "#lib/env.ts";
import type { InstanceSecrets } from "#lib/instance-secrets.ts";
import type { LimiterMemory } from "#lib/limits/shared-memory.ts";
import type { CountedRequests } from "#lib/metrics/metrics.ts";
import type { UsageBatch } from "#lib/verification/write-usage.ts";
import type { Readiness } from "../front/health.ts";
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

/** A question about the instance as a whole, which only the main thread can answer. */
export type OperationsQuestion = { kind: "readiness"; search: string } | { kind: "metrics" };

export type OperationsAnswer =
  | { kind: "readiness"; readiness: Readiness }
  | { kind: "metrics"; text: string }
  | { kind: "failed"; reason: string };

export type FromThread =
  /** It answers requests. */
  | { kind: "serving" }
  | { kind: "report"; report: Report; /** The `gather` it answers. */ asked: number | null }
  | { kind: "operations"; id: number; question: OperationsQuestion };

export type ToThread =
  | { kind: "gather"; id: number }
  | { kind: "operations"; id: number; answer: OperationsAnswer }
  /** Stop at once, with so many milliseconds for requests that run. */
  | { kind: "stop"; graceMs: number }
  /** Take no more connections, and end when all there are have closed. */
  | { kind: "drain" };
