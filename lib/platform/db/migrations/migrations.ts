import { setTimeout as wait } from "node:timers/promises";
import type { ClientBase } from "pg";
import { type Database, sessionName } from "#lib/platform/db/database.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import { applyMigration } from "./apply-migration.ts";
import { listMigrationNames, type Migration, readMigrations } from "./migration-files.ts";
import { createRecordTable, listApplied, readRecords, recordFailed } from "./migration-records.ts";

/** An arbitrary number: the lock that instances starting together wait for. */
const migrationLock = 7_202_611_231;

const lockPollMs = 250;
const progressIntervalMs = 10_000;

type MigratedDatabase = Pick<Database, "pool" | "kind" | "openSession">;

export interface MigrationOptions {
  /** Stops waiting for another instance's migration. */
  signal?: AbortSignal;
  /** Default: the product's own migrations. */
  directory?: string;
  /** Only these. Default: all. */
  only?: ReadonlySet<string>;
}

/**
 * `behind`: migrations are missing, and this version would fail. `ahead`: a newer version has already
 * migrated. Migrations only add things, so this version keeps working.
 */
export async function readMigrationState(
  database: Pick<Database, "pool">,
  directory?: string,
): Promise<"behind" | "current" | "ahead"> {
  const applied = await listApplied(database.pool);
  const known = await listMigrationNames(directory);
  if (known.some((name) => !applied.has(name))) return "behind";
  return applied.size > known.length ? "ahead" : "current";
}

/**
 * Applies missing migrations, under a lock so that instances starting together do it once. Throws StartError
 * if one fails.
 */
export async function applyMigrations(
  database: MigratedDatabase,
  logger: Pick<Logger, "info">,
  { signal, directory, only }: MigrationOptions = {},
): Promise<void> {
  if ((await readMigrationState(database, directory)) !== "behind") return;
  await withMigrator(database, signal, async (connection) => {
    await assertMayMigrate(connection);
    await createRecordTable(connection);
    const applied = await listApplied(connection);
    const missing = (await readMigrations(directory)).filter(
      ({ name }) => !applied.has(name) && only?.has(name) !== false,
    );
    // On a first start, a line for each would hide the address of the console.
    const isNew = applied.size === 0;
    for (const migration of missing) {
      const seconds = await applyAndReport(connection, database.kind, migration, logger);
      if (!isNew) logger.info({ migration: migration.name, seconds }, "the database was migrated");
    }
    if (isNew) logger.info({ migrations: missing.length }, "the tables were created");
  });
}

/** Told before anything is tried: the role that the application should have cannot migrate. */
async function assertMayMigrate(connection: ClientBase): Promise<void> {
  const { rows } = await connection.query<{ may: boolean | null }>(`
    SELECT has_schema_privilege(current_schema(), 'CREATE') AND NOT EXISTS (
      SELECT FROM pg_class WHERE oid = to_regclass('_prisma_migrations') AND NOT pg_has_role(relowner, 'USAGE')
    ) AS may`);
  if (rows[0]?.may === false) {
    throw new StartError(
      "The database is not migrated to this version, and the role in DATABASE_URL may not do it. Start once with the role that owns the tables (docs/self-hosting.md, The database role)",
    );
  }
}

/** Returns how many seconds it took. */
async function applyAndReport(
  connection: ClientBase,
  kind: Database["kind"],
  migration: Migration,
  logger: Pick<Logger, "info">,
): Promise<number> {
  const startedAt = performance.now();
  const getSeconds = () => Math.round((performance.now() - startedAt) / 1000);
  const progress = setInterval(
    () => logger.info({ migration: migration.name, seconds: getSeconds() }, "still migrating the database"),
    progressIntervalMs,
  );
  try {
    await applyMigration(connection, kind, migration);
    return getSeconds();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await recordFailed(connection, migration, reason).catch(() => {});
    throw new StartError(
      `Migration ${migration.name} failed: ${reason}. It was rolled back; run "${getAdminProgram()} migrate status" for details`,
      { cause: error },
    );
  } finally {
    clearInterval(progress);
  }
}

/**
 * Runs with a dedicated connection, under the lock. The connection is closed afterwards: a pooled one would
 * keep the lock for as long as it lives.
 */
export async function withMigrator<T>(
  database: MigratedDatabase,
  signal: AbortSignal | undefined,
  run: (connection: ClientBase) => Promise<T>,
): Promise<T> {
  if (database.openSession === null) return withEmbedded(database, run);
  const client = await database.openSession();
  try {
    await allowAnyDuration(client);
    await acquireLock(client, signal);
    return await run(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The data directory's lock keeps other processes away, and the engine has only this session. */
async function withEmbedded<T>(
  { pool }: Pick<Database, "pool">,
  run: (connection: ClientBase) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    return await run(client);
  } finally {
    client.release();
  }
}

/** Also overrides limits set for the role or the database. Settings the server does not know are skipped. */
async function allowAnyDuration(connection: ClientBase): Promise<void> {
  await connection.query(`
    SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN
      ('statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_session_timeout', 'idle_in_transaction_session_timeout')`);
  // Otherwise the statement of a killed instance would keep the lock until it ends. Not supported on all
  // systems.
  await connection.query("SET client_connection_check_interval = '5s'").catch(() => {});
}

/**
 * Polls for the lock instead of waiting in one statement: building an index concurrently waits for all
 * running statements to end, including one that waits for this lock.
 */
async function acquireLock(connection: ClientBase, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const { rows } = await connection.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [
      migrationLock,
    ]);
    if (rows[0]?.taken === true) return;
    await wait(lockPollMs, undefined, signal === undefined ? {} : { signal });
  }
}

export interface MigrationStatus {
  applied: string[];
  pending: { name: string; lastFailure: string | null; isUnfinished: boolean }[];
  /** Known only to a newer version. */
  unknown: string[];
  /** Files that differ from what was applied. */
  changed: string[];
  /** What any instance is applying right now, and for how long. */
  running: { statement: string; seconds: number }[];
}

export async function readMigrationStatus(
  database: Pick<Database, "pool">,
  directory?: string,
): Promise<MigrationStatus> {
  const files = await readMigrations(directory);
  const records = await readRecords(database.pool);
  const applied = new Map(records.filter(({ state }) => state === "applied").map((row) => [row.name, row]));
  const attempts = new Map(records.filter(({ state }) => state !== "applied").map((row) => [row.name, row]));
  const known = new Set(files.map(({ name }) => name));
  return {
    applied: files.map(({ name }) => name).filter((name) => applied.has(name)),
    pending: files
      .filter(({ name }) => !applied.has(name))
      .map(({ name }) => ({
        name,
        lastFailure: attempts.get(name)?.logs ?? null,
        isUnfinished: attempts.get(name)?.state === "unfinished",
      })),
    unknown: [...applied.keys()].filter((name) => !known.has(name)),
    changed: files
      .filter(({ name, checksum }) => (applied.get(name)?.checksum ?? checksum) !== checksum)
      .map(({ name }) => name),
    running: await listRunning(database.pool),
  };
}

async function listRunning(pool: Database["pool"]): Promise<MigrationStatus["running"]> {
  const { rows } = await pool.query<{ statement: string; seconds: number }>(
    `SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 100) AS statement,
       extract(epoch FROM clock_timestamp() - query_start)::int AS seconds
     FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = $1 AND state = 'active'`,
    [sessionName],
  );
  return rows;
}
