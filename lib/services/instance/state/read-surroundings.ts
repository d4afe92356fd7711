import { statfs } from "node:fs/promises";
import type { DatabaseFacts, InstanceFacts, RedisFacts } from "#lib/domain/instance/checks/facts.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Config } from "#lib/platform/settings/env.ts";

// What the page Health and the command `doctor` both show.

export async function readDatabaseState({
  prisma,
  kind,
}: Database): Promise<Pick<DatabaseFacts, "kind" | "version" | "sizeBytes">> {
  const [row] = await prisma.$queryRaw<{ version: string; size: bigint }[]>`
    SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size`;
  return { kind, version: `PostgreSQL ${row?.version ?? ""}`.trim(), sizeBytes: Number(row?.size ?? 0n) };
}

export async function readRedis({
  redisUrl,
  instances,
}: Pick<Config, "redisUrl" | "instances">): Promise<RedisFacts> {
  if (redisUrl === undefined) return { state: "not_set", instances };
  const { reachRedis } = await import("#lib/platform/redis/reach-redis.ts");
  const answer = await reachRedis(redisUrl);
  return answer === null ? { state: "unreachable" } : { state: "reachable", ...answer };
}

export async function readDisk(directory: string): Promise<InstanceFacts["disk"]> {
  try {
    const { bavail, blocks, bsize } = await statfs(directory);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    // With a database server the directory may not exist.
    return null;
  }
}
