import { openDatabase } from "#lib/db/database.ts";
import { applyMigrations } from "#lib/db/migrations.ts";
import type { Config } from "#lib/env.ts";
import { loadInstanceSecrets } from "#lib/instance-secrets.ts";
import { createLimitClock, type LimitClock } from "#lib/limits/limit-clock.ts";
import { createMemoryLimiter, type Limiter } from "#lib/limits/limiter.ts";
import { createLogger, type Logger } from "#lib/log.ts";
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

/**
 * Everything that exists once a process: settings, secrets, database (migrated, unless we only serve the API), limiter
 * and counts. Throws StartError for what whoever starts us can mend.
 */
export async function createRuntime(config: Config): Promise<Runtime> {
  const logger = createLogger({ level: config.logLevel });
  const database = await openDatabase(config, logger);
  try {
    // Behind the database's lock on the data directory, so that two first starts make one secret.
    const secrets = await loadInstanceSecrets(config);
    if (config.serve !== "api") await applyMigrations(database, logger);
    const keys = createKnownKeys(database, {
      mostKeys: config.keyCacheSize,
      outageMs: config.outageSeconds * 1000,
    });
    if (config.serve !== "api") {
      await reconcileInstanceOwners({ config, secrets, logger, database }, new Date());
    }
    return {
      config,
      secrets,
      logger,
      database,
      keys,
      following: followChanges({ database, keys, logger }),
      limiter: await createLimiter(config, logger, createLimitClock(keys.clock.now)),
      usage: createUsageRecorder(database, logger),
      metrics: createMetrics(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
