import { openAdminChannel } from "#lib/admin/admin-channel.ts";
import type { Closing } from "#lib/closing.ts";
import { type Database, openDatabase } from "#lib/db/database.ts";
import { applyMigrations } from "#lib/db/migrations.ts";
import type { Config } from "#lib/env.ts";
import { loadInstanceSecrets } from "#lib/instance-secrets.ts";
import { startUpkeep } from "#lib/jobs/embedded-upkeep.ts";
import { startSweeping } from "#lib/jobs/sweep.ts";
import { createLimitClock, type LimitClock } from "#lib/limits/limit-clock.ts";
import { createMemoryLimiter, type Limiter } from "#lib/limits/limiter.ts";
import type { Logger } from "#lib/log.ts";
import { createMetrics } from "#lib/metrics/metrics.ts";
import type { Runtime } from "#lib/runtime.ts";
import { reconcileInstanceOwners } from "#lib/services/users/reconcile-instance-owners.ts";
import { followChanges } from "#lib/verification/follow-changes.ts";
import { createKnownKeys } from "#lib/verification/known-keys.ts";
import { createUsageRecorder } from "#lib/verification/usage-recorder.ts";

/** Some 150 bytes each. */
const countersBesideKeys = 200_000;

async function createLimiter(config: Config, logger: Logger, clock: LimitClock): Promise<Limiter> {
  const { redisUrl, instances, keyCacheSize } = config;
  const local = createMemoryLimiter({ maxCounters: keyCacheSize + countersBesideKeys, clock });
  if (redisUrl === undefined) return local;
  const { createSharedLimiter } = await import("#lib/redis/shared-limiter.ts");
  return createSharedLimiter({ redisUrl, instances, local, logger });
}

interface CreateOptions {
  closing: Closing;
  logger: Logger;
  /** Ends waiting for a database that is not there. */
  signal: AbortSignal;
}

/**
 * Everything that exists once a process: settings, secrets, database (migrated, unless we only serve the API), limiter,
 * counts and jobs. All of it is closed by `closing`, also when this fails halfway. Throws StartError for what whoever
 * starts us can fix.
 */
export async function createRuntime(
  config: Config,
  { closing, logger, signal }: CreateOptions,
): Promise<Runtime> {
  const database = await openUnder(closing, openDatabase(config, logger, signal));
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
  const limiter = await createLimiter(config, logger, createLimitClock(keys.clock.now));
  closing.add("the limiter", () => limiter.stop());
  const usage = createUsageRecorder(database, logger);
  closing.add("usage", () => usage.stop());
  const runtime: Runtime = {
    config,
    secrets,
    logger,
    database,
    keys,
    following,
    limiter,
    usage,
    metrics: createMetrics(),
    close: () => closing.close(),
  };
  await startJobs(runtime, closing);
  return runtime;
}

/** Closed also when a stop signal comes while it opens: the data directory is locked by then. */
async function openUnder(closing: Closing, opening: Promise<Database>): Promise<Database> {
  closing.add("the database", async () => {
    const database = await opening.catch(() => null);
    await database?.close();
  });
  return opening;
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
