import type { Database } from "./db/database.ts";
import type { Config } from "./env.ts";
import type { InstanceSecrets } from "./instance-secrets.ts";
import type { Limiter } from "./limits/limiter.ts";
import type { Logger } from "./log.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { KeyLookUp } from "./verification/known-keys.ts";
import type { UsageRecorder } from "./verification/usage-recorder.ts";

/** The objects that exist once per process. */
export interface Runtime {
  config: Config;
  secrets: InstanceSecrets;
  logger: Logger;
  database: Database;
  keys: KeyLookUp;
  limiter: Limiter;
  usage: UsageRecorder;
  metrics: Metrics;
  /** Finishes requests, stops the jobs, writes the usage counts and closes the database, in this order. */
  close(): Promise<void>;
}

// Node and Next's bundle each load their own copy of every module, so the container is stored on globalThis (ADR 0004).
const slot = Symbol.for("byteengine.runtime");

/** globalThis, typed for the one slot. Only this file reads and writes it. */
const holder = globalThis as { [slot]?: Runtime | undefined };

/** Throws if the process has not been set up, which is a programming error. */
export function getRuntime(): Runtime {
  const runtime = holder[slot];
  if (runtime === undefined) throw new Error("the runtime has not been set up");
  return runtime;
}

export function hasRuntime(): boolean {
  return holder[slot] !== undefined;
}

export function setRuntime(runtime: Runtime | undefined): void {
  holder[slot] = runtime;
}
