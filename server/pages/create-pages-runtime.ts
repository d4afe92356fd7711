import { setImmediate as nextTurn } from "node:timers/promises";
import { createFailureCollector } from "#lib/domain/audit/failed-sign-ins.ts";
import { createFhirUseCounts } from "#lib/domain/fhir/use-counts.ts";
import type { Limiter } from "#lib/domain/limits/limiter.ts";
import { type Changes, createChanges } from "#lib/platform/db/changes.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { createMetrics } from "#lib/platform/metrics/metrics.ts";
import {
  type ClockReading,
  readMachineMs,
  type VerifierCalls,
} from "#lib/platform/processes/pages-contract.ts";
import type { Peer } from "#lib/platform/processes/peer.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createFinders, type KeyLookUp } from "#lib/verification/cache/known-keys.ts";
import { createDatabaseClock, type DatabaseClock } from "#lib/verification/record/database-clock.ts";
import { prepareKey } from "#lib/verification/record/known-key.ts";
import { describeNothing, type RequestLog } from "#lib/verification/requests/request-recorder.ts";
import { describeNoUsage, type UsageRecorder } from "#lib/verification/usage/usage-recorder.ts";

type Verifier = Peer<VerifierCalls>;

interface PagesOptions {
  logger: Logger;
  database: Database;
  verifier: Verifier;
  clock: DatabaseClock;
  close: () => Promise<void>;
}

/**
 * The runtime of a process that holds no keys and counts nothing itself. It asks the verifier, so that each
 * thing is counted in one place and a change is confirmed only after the verifier has applied it.
 */
export async function createPagesRuntime(
  config: Config,
  { logger, database, verifier, clock, close }: PagesOptions,
): Promise<Runtime> {
  return {
    config,
    secrets: await loadInstanceSecrets(config),
    logger,
    database,
    keys: createRemoteKeys(verifier, clock),
    limiter: createRemoteLimiter(verifier),
    usage: createRemoteUsage(verifier),
    requests: createRemoteRequests(config, verifier),
    failedSignIns: createFailureCollector(),
    fhirUse: createFhirUseCounts(),
    metrics: {
      ...createMetrics(),
      countVerification: (kind, outcome) => verifier.notify("countVerification", kind, outcome),
      countIssuedToken: (format) => verifier.notify("countIssuedToken", format),
      countRefusedTokenRequest: (error) => verifier.notify("countRefusedTokenRequest", error),
    },
    close,
  };
}

/** A clock that follows the verifier's clock. */
export function createFollowingClock(): DatabaseClock & { set(reading: ClockReading): void } {
  const clock = createDatabaseClock();
  return {
    ...clock,
    set: ({ databaseMs, atMs }) => {
      const readAtMs = performance.now() - (readMachineMs() - atMs);
      // The new reading always replaces the old one: the verifier has already chosen its best reading.
      clock.reset();
      clock.observe(databaseMs, readAtMs, readAtMs);
    },
  };
}

/** The verifier tells every process that holds copies, and answers when they have applied the change. */
export function createAnnouncedChanges(instanceId: string, verifier: Verifier): Changes {
  return {
    ...createChanges(instanceId),
    announce: (changeId, subjectIds) => verifier.call("announce", changeId, subjectIds),
  };
}

function createRemoteKeys(verifier: Verifier, clock: DatabaseClock): KeyLookUp {
  return {
    clock,
    ...createFinders(async (secret) => {
      const record = await verifier.call("findKey", secret);
      return record === null ? null : prepareKey(record);
    }),
    // This process holds no keys in memory.
    canAnswer: () => false,
    count: () => ({
      hits: 0,
      misses: 0,
      stale: 0,
      unknown: 0,
      size: 0,
      digests: { size: 0, bytes: 0 },
      lagMs: Number.POSITIVE_INFINITY,
    }),
  };
}

function createRemoteLimiter(verifier: Verifier): Limiter {
  return {
    consume: (counter, charge) => verifier.call("consume", counter, charge),
    peek: (counter, limits) => verifier.call("peek", counter, limits),
    describe: () => ({ mode: "memory", countedLocally: 0 }),
    stop: async () => {},
  };
}

/** Counts after the response is written, so that it doesn't wait for the message. All messages stay in their order. */
function createRemoteUsage(verifier: Verifier): UsageRecorder {
  return {
    record: (event) => {
      setImmediate(() => verifier.notify("recordUsage", event));
    },
    describe: describeNoUsage,
    flush: async () => {
      await nextTurn();
      await verifier.call("flushUsage");
    },
    catchUp: async () => {
      await nextTurn();
      await verifier.call("catchUpOnUsage");
    },
    stop: nextTurn,
  };
}

/** The verifier decides which requests it keeps. This process verifies few keys, so it sends all of them. */
function createRemoteRequests(
  { requestLogDays }: Pick<Config, "requestLogDays">,
  verifier: Verifier,
): RequestLog {
  return {
    wants: () => requestLogDays > 0,
    add: (entry) => verifier.notify("recordRequest", entry),
    describe: describeNothing,
  };
}
