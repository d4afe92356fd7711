import { statfs } from "node:fs/promises";
import type { InstanceHealthDto } from "#lib/contract/instance/state.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { productVersion } from "#lib/platform/settings/product-version.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readBackupState } from "./read-backup-state.ts";

async function readDatabase({ database }: ServiceContext["runtime"]): Promise<InstanceHealthDto["database"]> {
  const [row] = await database.prisma.$queryRaw<{ version: string; size: bigint }[]>`
    SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size`;
  return {
    kind: database.kind,
    version: `PostgreSQL ${row?.version ?? ""}`.trim(),
    sizeBytes: Number(row?.size ?? 0n),
    migrations: await readMigrationState(database),
  };
}

async function readRedis(url: string | undefined): Promise<InstanceHealthDto["redis"]> {
  if (url === undefined) return "not_set";
  const { canReachRedis } = await import("#lib/platform/redis/can-reach-redis.ts");
  return (await canReachRedis(url)) ? "reachable" : "unreachable";
}

async function readDisk(directory: string): Promise<InstanceHealthDto["disk"]> {
  try {
    const { bavail, blocks, bsize } = await statfs(directory);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    // With a database server the directory may not exist.
    return null;
  }
}

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
    readDatabase(ctx.runtime),
    readRedis(config.redisUrl),
    readDisk(config.dataDirectory),
    readBackups(ctx),
  ]);
  return {
    version: productVersion,
    node: process.versions.node,
    startedAt: new Date(ctx.now.getTime() - Math.floor(process.uptime() * 1000)).toISOString(),
    serve: config.serve,
    verifyThreads: config.verifyThreads,
    instances: config.instances,
    database,
    redis,
    disk,
    backups,
  };
}
