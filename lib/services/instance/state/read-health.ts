import type { InstanceHealthDto } from "#lib/contract/instance/state.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { productVersion, readProductBuild } from "#lib/platform/settings/product-version.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readBackupState } from "./read-backup-state.ts";
import { readDatabaseState, readDisk, readRedis } from "./read-surroundings.ts";

async function readBackups(ctx: ServiceContext): Promise<InstanceHealthDto["backups"]> {
  const { everyHours, lastSuccessAt, lastSizeBytes, lastFailureAt, lastError, isLate } =
    await readBackupState(ctx.runtime, ctx.now);
  const hasFailed = lastFailureAt !== null && (lastSuccessAt === null || lastFailureAt > lastSuccessAt);
  return {
    everyHours,
    lastSuccessAt: lastSuccessAt?.toISOString() ?? null,
    lastSizeBytes,
    lastError: hasFailed ? lastError : null,
    isLate,
  };
}

/** GET /instance/health: the state of the instance that answers. */
export async function readInstanceHealth(ctx: ServiceContext): Promise<InstanceHealthDto> {
  authorizeInstanceOwner(ctx);
  const { config } = ctx.runtime;
  const [database, redis, disk, backups] = await Promise.all([
    readDatabaseState(ctx.runtime.database),
    readRedis(config),
    readDisk(config.dataDirectory),
    readBackups(ctx),
  ]);
  return {
    version: productVersion,
    ...readProductBuild(),
    node: process.versions.node,
    startedAt: new Date(ctx.now.getTime() - Math.floor(process.uptime() * 1000)).toISOString(),
    serve: config.serve,
    verifyThreads: config.verifyThreads,
    instances: config.instances,
    database: { ...database, migrations: await readMigrationState(ctx.runtime.database) },
    redis: redis.state,
    disk,
    backups,
  };
}
