import { openAdminChannel } from "#lib/admin/admin-channel.ts";
import { startScheduledBackups } from "#lib/backup/schedule/scheduled-backups.ts";
import { createFailureCollector } from "#lib/domain/audit/failed-sign-ins.ts";
import { createFhirUseCounts } from "#lib/domain/fhir/use-counts.ts";
import { createLimitClock, type LimitClock } from "#lib/domain/limits/limit-clock.ts";
import { createMemoryLimiter, type Limiter } from "#lib/domain/limits/limiter.ts";
import { startUpkeep } from "#lib/jobs/embedded-upkeep.ts";
import { startNotifyingOfExpiry } from "#lib/jobs/expiry/notify-expiring-keys.ts";
import { startOutbox } from "#lib/jobs/outbox/start-outbox.ts";
import { startSweeping } from "#lib/jobs/sweep.ts";
import { startTrimming } from "#lib/jobs/trim-request-log.ts";
import { startSummarizing } from "#lib/jobs/usage/summarize-usage.ts";
import { startWritingFailedSignIns } from "#lib/jobs/write-failed-sign-ins.ts";
import { startWritingFhirUse } from "#lib/jobs/write-fhir-use.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import { createMetrics } from "#lib/platform/metrics/metrics.ts";
import type { Closing } from "#lib/platform/process/closing.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { describeUndecided } from "#lib/platform/settings/addresses/smtp-address.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createLimiterMemory, type LimiterMemory } from "#lib/platform/shared-limits/shared-memory.ts";
import { createSharedMemoryLimiter } from "#lib/platform/shared-limits/shared-memory-limiter.ts";
import { checkSecrets, checkSecretsReadOnly } from "#lib/services/secrets/check-at-start.ts";
import { reconcileInstanceOwners } from "#lib/services/users/ownership/reconcile-instance-owners.ts";
import { createKnownKeys, type SharedKeys } from "#lib/verification/cache/known-keys.ts";
import { followChanges } from "#lib/verification/changes/follow-changes.ts";
import {
  createNoRequestLog,
  createRequestRecorder,
  type RequestRecorder,
} from "#lib/verification/requests/request-recorder.ts";
import { createUsageRecorder, type UsageCollector } from "#lib/verification/usage/usage-recorder.ts";
import { traceRuntime } from "#server/tracing/trace-runtime.ts";

/** Counters besides those of keys, about 150 bytes each. */
const otherCounters = 200_000;

interface LimiterOptions {
  config: Config;
  logger: Logger;
  clock: LimitClock;
  /** Null if no other thread shares it. */
  memory: LimiterMemory | null;
}

async function createLimiter({ config, logger, clock, memory }: LimiterOptions): Promise<Limiter> {
  const { redisUrl, instances } = config;
  const local =
    memory === null
      ? createMemoryLimiter({ maxCounters: countMaxCounters(config), clock })
      : createSharedMemoryLimiter({ memory, threadId: mainThread, clock });
  if (redisUrl === undefined) return local;
  const { createSharedLimiter } = await import("#lib/platform/redis/shared-limiter.ts");
  return createSharedLimiter({ redisUrl, instances, local, logger });
}

function countMaxCounters({ keyCacheSize }: Config): number {
  return keyCacheSize + otherCounters;
}

/** What the main thread of a process has. Other threads can share its keys and its counters. */
export interface MainRuntime extends Runtime {
  keys: SharedKeys;
  usage: UsageCollector;
  requests: RequestRecorder;
  /** Null if there are no other threads. */
  limiterMemory: LimiterMemory | null;
}

/** The main thread's number in the limiter's memory. */
const mainThread = 1;

interface CreateOptions {
  closing: Closing;
  logger: Logger;
  /** Stops waiting for an unreachable database. */
  signal: AbortSignal;
  /** How many threads can share the limiter at once, including the main thread. */
  limiterThreads?: number;
  /** Whether a separate process serves pages and the API and takes its share of the database connections. */
  hasPagesProcess?: boolean;
}

/**
 * Creates everything that exists once per process: settings, secrets, database (migrated, unless this process
 * serves only the API), limiter, usage counts and jobs. `closing` closes all of it, even when this function
 * fails halfway. Throws StartError for problems the operator can fix.
 */
export async function createRuntime(
  config: Config,
  { closing, logger, signal, hasPagesProcess = false, limiterThreads = 1 }: CreateOptions,
): Promise<MainRuntime> {
  const database = await openWithClosing(
    closing,
    openDatabase({ ...config, hasPagesProcess }, logger, signal),
  );
  // Loaded after the database has locked the data directory, so that two first starts create one secret.
  const secrets = await loadInstanceSecrets(config);
  const checked = { config, database, logger, secrets };
  if (config.serve === "api") {
    await checkSecretsReadOnly(checked);
  } else {
    await applyMigrations(database, logger, { signal });
    await checkSecrets(checked, await readDatabaseTime(database));
  }
  const keys = createKnownKeys(database, {
    maxKeys: config.keyCacheSize,
    outageMs: config.outageSeconds * 1000,
  });
  const limiterMemory =
    limiterThreads === 1
      ? null
      : createLimiterMemory({ maxCounters: countMaxCounters(config), threads: limiterThreads });
  const clock = createLimitClock(keys.clock.now);
  const limiter = await createLimiter({ config, logger, clock, memory: limiterMemory });
  closing.add("the limiter", () => limiter.stop());
  if (config.serve !== "api") {
    await reconcileInstanceOwners({ config, secrets, logger, database, limiter }, new Date());
  }
  const following = followChanges({ database, keys, logger });
  closing.add("follow changes", () => following.stop());
  const usage = createUsageRecorder(database, logger);
  closing.add("usage", () => usage.stop());
  const requests =
    config.requestLogDays === 0 ? createNoRequestLog() : createRequestRecorder(database, logger);
  closing.add("the request log", () => requests.stop());
  const runtime: MainRuntime = {
    config,
    secrets,
    logger,
    database,
    keys,
    limiter,
    limiterMemory,
    usage,
    requests,
    failedSignIns: createFailureCollector(),
    fhirUse: createFhirUseCounts(),
    metrics: createMetrics(),
    close: () => closing.close(),
  };
  const mailWarning = describeUndecided(config.smtpUrl);
  if (mailWarning !== null && config.serve !== "api") logger.warn(mailWarning);
  if (config.smtpUrl !== undefined && getMailOrigin(config) === null && config.serve !== "api") {
    logger.warn("SMTP_URL is set without PUBLIC_URL: only invitations are sent by email. Set PUBLIC_URL");
  }
  await startJobs(runtime, closing, hasPagesProcess);
  return traceRuntime(runtime);
}

/**
 * Registers the close before the database is open: it locks the data directory while it opens, and a stop
 * signal can arrive in that time.
 */
async function openWithClosing(closing: Closing, opening: Promise<Database>): Promise<Database> {
  closing.add("the database", async () => {
    const database = await opening.catch(() => null);
    await database?.close();
  });
  return opening;
}

/** A process that only verifies keys may use a database role that cannot delete. Another process sweeps. */
async function startJobs(runtime: Runtime, closing: Closing, hasPagesProcess: boolean): Promise<void> {
  if (runtime.config.serve === "api") return;
  const sweeping = startSweeping(runtime);
  closing.add("sweeping", () => sweeping.stop());
  const trimming = startTrimming(runtime);
  closing.add("trimming the request log", () => trimming.stop());
  const summarizing = startSummarizing(runtime);
  closing.add("adding up usage", () => summarizing.stop());
  const writing = startWritingFailedSignIns(runtime);
  closing.add("writing failed sign-ins", () => writing.stop());
  const writingUse = startWritingFhirUse(runtime);
  closing.add("writing the use of FHIR servers", () => writingUse.stop());
  const expiry = startNotifyingOfExpiry(runtime);
  closing.add("telling people about expiring keys", () => expiry.stop());
  if (!hasPagesProcess) {
    const outbox = startOutbox(runtime);
    closing.add("sending emails", () => outbox.stop());
  }
  if (runtime.database.kind === "embedded") {
    const upkeep = startUpkeep(runtime);
    closing.add("database upkeep", () => upkeep.stop());
  }
  const backups = startScheduledBackups(runtime);
  closing.add("writing backups", () => backups.stop());
  const admin = await openAdminChannel(runtime);
  closing.add("the admin channel", () => admin.close());
}
