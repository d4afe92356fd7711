import type { FailureCollector } from "#lib/domain/audit/failed-sign-ins.ts";
import type { FhirUseCounts } from "#lib/domain/fhir/use-counts.ts";
import type { Limiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import type { Metrics } from "#lib/platform/metrics/metrics.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import type { KeyLookUp } from "#lib/verification/cache/known-keys.ts";
import type { RequestLog } from "#lib/verification/requests/request-recorder.ts";
import type { UsageRecorder } from "#lib/verification/usage/usage-recorder.ts";
import type { InstanceSecrets } from "./instance-secrets.ts";

/** The objects that exist once per process. */
export interface Runtime {
  config: Config;
  secrets: InstanceSecrets;
  logger: Logger;
  database: Database;
  keys: KeyLookUp;
  limiter: Limiter;
  usage: UsageRecorder;
  /** The log of the last verifications. */
  requests: RequestLog;
  /** Failed sign-ins that are not in the audit log yet. */
  failedSignIns: FailureCollector;
  /** Requests through the FHIR gateway that are not written yet. */
  fhirUse: FhirUseCounts;
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
