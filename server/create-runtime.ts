import { openAdminChannel } from "#lib/admin/admin-channel.ts";
import type { Closing } from "#lib/closing.ts";
import { applyMigrations } from "#lib/db/migrations.ts";
import { openDatabase } from "#lib/db/open-database.ts";
import type { Config } from "#lib/env.ts";
import { loadInstanceSecrets } from "#lib/instance-secrets.ts";
import { startUpkeep } from "#lib/jobs/embedded-upkeep.ts";
import { startSweeping } from "#lib/jobs/sweep.ts";
import { createLimitClock, type LimitClock } from "#lib/limits/limit-clock.ts";
import { createMemoryLimiter, type Limiter } from "#lib/limits/limiter.ts";
import { createLimiterMemory, type LimiterMemory } from "#lib/limits/shared-memory.ts";
import { createSharedMemoryLimiter } from "#lib/limits/shared-memory-limiter.ts";
import type { Logger } from "#lib/log.ts";
import { createMetrics } from "#lib/metrics/metrics.ts";
import type { Runtime } from "#lib/runtime.ts";
import { reconcileInstanceOwners } from "#lib/services/users/reconcile-instance-owners.ts";
import { followChanges } from "#lib/verification/follow-changes.ts";
import { createKnownKeys, type SharedKeys } from "#lib/verification/known-keys.ts";
import { createUsageRecorder, type UsageCollector } from "#lib/verification/usage-recorder.ts";

/** Some 150 bytes each. */
const countersBesideKeys = 200_000;

interface LimiterOptions {
  config: Config;
  logger: Logger;
  clock: LimitClock;
  /** Null: nobody shares it. */
  memory: LimiterMemory | null;
}

async function createLimiter({ config, logger, clock, memory }: LimiterOptions): Promise<Limiter> {
  const { redisUrl, instances } = config;
  const local =
    memory === null
      ? createMemoryLimiter({ maxCounters: countMaxCounters(config), clock })
      : createSharedMemoryLimiter({ memory, threadId: mainThread, clock });
  if (redisUrl === undefined) return local;
  const { createSharedLimiter } = await import("#lib/redis/shared-limiter.ts");
  return createSharedLimiter({ redisUrl, instances, local, logger });
}

function countMaxCounters({ keyCacheSize }: Config): number {
  return keyCacheSize + countersBesideKeys;
}

/** What the main thread of a process has: what it knows and counts, other threads may share. */
export interface MainRuntime extends Runtime {
  keys: SharedKeys;
  usage: UsageCollector;
  /** Null: there are no other threads. */
  limiterMemory: LimiterMemory | null;
}

/** The main thread's number in the limiter's memory. */
const mainThread = 1;

interface CreateOptions {
  closing: Closing;
  logger: Logger;
  /** Ends waiting for a database that is not there. */
  signal: AbortSignal;
  /** How many threads may share the limiter at once, the main one included. */
  limiterThreads?: number;
  /** Whether a process of its own serves pages and the API, and takes its share of the database's connections. */
  hasPagesProcess?: boolean;
}

/**
 * Everything that exists once a process: settings, secrets, database (migrated, unless we only serve the API), limiter,
 * counts and jobs. All of it is closed by `closing`, also when this fails halfway. Throws StartError for what whoever
 * starts us can fix.
 */
export async function createRuntime(
  config: Config,
  { closing, logger, signal, hasPagesProcess = false, limiterThreads = 1 }: CreateOptions,
): Promise<MainRuntime> {
  const database = await openDatabase({ ...config, hasPagesProcess }, logger, signal);
  closing.add("the database", () => database.close());
  // Behind the database's lock on the data directory, so that two first starts make one secret.
  const secrets = await loadInstanceSecrets(config);
  if (config.serve !== "api") await applyMigrations(database, logger, { signal });
  const keys = createKnownKeys(database, {
    mostKeys: config.keyCacheSize,
    outageMs: config.outageSeconds * 1000,
  });
  if (config.serve !== "api") {
    await reconcileInstanceOwners({ config, secrets, logger, database }, new Date());
  }
  const following = followChanges({ database, keys, logger });
  closing.add("following changes", () => following.stop());
  const limiterMemory =
    limiterThreads === 1
      ? null
      : createLimiterMemory({ maxCounters: countMaxCounters(config), threads: limiterThreads });
  const clock = createLimitClock(keys.clock.now);
  const limiter = await createLimiter({ config, logger, clock, memory: limiterMemory });
  closing.add("the limiter", () => limiter.stop());
  const usage = createUsageRecorder(database, logger);
  closing.add("usage", () => usage.stop());
  const runtime: MainRuntime = {
    config,
    secrets,
    logger,
    database,
    keys,
    limiter,
    limiterMemory,
    usage,
    metrics: createMetrics(),
    close: () => closing.close(),
  };
  await startJobs(runtime, closing);
  return runtime;
}

/** A process that only verifies may have a role that may not delete; another one sweeps. */
async function startJobs(runtime: Runtime, closing: Closing): Promise<void> {
  if (runtime.config.serve === "api") return;
  const sweeping = startSweeping(runtime);
  closing.add("sweeping", () => sweeping.stop());
  if (runtime.database.kind === "embedded") {
    const upkeep = startUpkeep(runtime);
    closing.add("database upkeep", () => upkeep.stop());
  }
  const admin = await openAdminChannel(runtime);
  closing.add("the admin channel", () => admin.close());
}
