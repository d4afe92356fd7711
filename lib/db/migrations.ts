import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import type { MigrationDirectory, MigrationList } from "@prisma/schema-engine-wasm";
import type { Pool } from "pg";
import type { Logger } from "#lib/log.ts";
import type { Database } from "./database.ts";
import { openSchemaEngine } from "./schema-engine.ts";

/** The repository's root is the working directory of every start. */
const migrationsDirectory = resolve("prisma/migrations");

/** Any number does: it names the lock that instances starting together queue at. */
const migrationLock = 7_202_611_231;

/** A database that does not answer ends the start, within half a minute of its beginning. */
const answerLimit = { query_timeout: 5_000 };

export const noFilter = { externalTables: [], externalEnums: [] };

async function listMigrationNames(): Promise<string[]> {
  const entries = await readdir(migrationsDirectory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function readMigration(name: string): Promise<MigrationDirectory> {
  const value = await readFile(join(migrationsDirectory, name, "migration.sql"), "utf8");
  return { path: name, migrationFile: { path: "migration.sql", content: { tag: "ok", value } } };
}

/** The migration files, as the schema engine takes them. */
export async function readMigrationList(): Promise<MigrationList> {
  const lockfile = "migration_lock.toml";
  return {
    baseDir: migrationsDirectory,
    lockfile: { path: lockfile, content: await readFile(join(migrationsDirectory, lockfile), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all((await listMigrationNames()).map(readMigration)),
  };
}

/** Names of the migrations this database has, complete ones alone. */
async function listApplied(pool: Pool): Promise<Set<string>> {
  const { rows: tables } = await pool.query<{ found: boolean }>({
    text: "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found",
    ...answerLimit,
  });
  if (tables[0]?.found !== true) return new Set();
  const { rows } = await pool.query<{ migration_name: string }>({
    text: "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
    ...answerLimit,
  });
  return new Set(rows.map((row) => row.migration_name));
}

/**
 * `behind`: migrations are missing, this version would break. `ahead`: a newer version has migrated already; since
 * migrations only expand, this version goes on working.
 */
export async function readMigrationState(
  database: Pick<Database, "pool">,
): Promise<"behind" | "current" | "ahead"> {
  const applied = await listApplied(database.pool);
  const known = await listMigrationNames();
  if (known.some((name) => !applied.has(name))) return "behind";
  return applied.size > known.length ? "ahead" : "current";
}

/** Applies what is missing, under a lock so that instances starting together do it once. */
export async function applyMigrations(
  database: Pick<Database, "pool" | "openSession">,
  logger: Pick<Logger, "info">,
): Promise<void> {
  if ((await readMigrationState(database)) !== "behind") return;
  const lock = (await database.openSession?.()) ?? null;
  try {
    await lock?.query("SELECT pg_advisory_lock($1)", [migrationLock]);
    const engine = await openSchemaEngine(new PrismaPg(database.pool));
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: await readMigrationList(),
      filters: noFilter,
    });
    engine.free();
    logger.info({ migrations: appliedMigrationNames }, "the database was migrated");
  } finally {
    // With its session the lock ends.
    await lock?.end();
  }
}
