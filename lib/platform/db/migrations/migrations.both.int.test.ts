import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { openBareDatabase } from "#e2e/support/database/test-database.ts";
import { openServer } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { readMigrations } from "./migration-files.ts";
import { applyMigrations, readMigrationState, readMigrationStatus, withMigrator } from "./migrations.ts";

const logger = createLogger({ level: "silent" });

async function open() {
  const { database, url } = await openBareDatabase();
  onTestFinished(() => database.close());
  return { database, url };
}

/** Migrations named by their order. */
async function writeMigrations(...scripts: string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "migrations-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const [index, sql] of scripts.entries()) {
    await mkdir(join(directory, `m${index}`));
    await writeFile(join(directory, `m${index}`, "migration.sql"), sql);
  }
  return directory;
}

test("the log has one line about an empty database, and one for each later migration", async () => {
  const { database } = await open();
  const lines: string[] = [];
  const listening = createLogger({ level: "info", destination: { write: (line) => lines.push(line) } });
  const scripts = ["CREATE TABLE a (n int)", "CREATE TABLE b (n int)", "CREATE TABLE c (n int)"];
  await applyMigrations(database, listening, { directory: await writeMigrations(...scripts.slice(0, 2)) });
  await applyMigrations(database, listening, { directory: await writeMigrations(...scripts) });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { msg: "the tables were created", migrations: 2 },
    { msg: "the database was migrated", migration: "m2", seconds: 0 },
  ]);
});

test("migrates an empty database once when five instances start together", async () => {
  const { database, url } = await open();
  // Only one process can use the embedded engine.
  const instances =
    url === null ? [] : await Promise.all(Array.from({ length: 4 }, () => openServer(url, logger)));
  try {
    await Promise.all([database, ...instances].map((instance) => applyMigrations(instance, logger)));
  } finally {
    await Promise.all(instances.map((instance) => instance.close()));
  }
  const { rows } = await database.pool.query(
    "SELECT migration_name AS name, checksum FROM _prisma_migrations",
  );
  const migrations = await readMigrations();
  expect(rows.map(({ name }) => name).sort()).toEqual(migrations.map(({ name }) => name));
  expect(rows.map(({ checksum }) => checksum).sort()).toEqual(
    migrations.map(({ checksum }) => checksum).sort(),
  );
});

test("keeps no lock after migrating", async () => {
  const { database } = await open();
  await applyMigrations(database, logger);
  const { rows } = await database.pool.query(
    "SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND datname = current_database()",
  );
  expect(rows).toEqual([]);
});

test("allows a migration to exceed the limits for statements and locks", async () => {
  const { database, url } = await open();
  for (const setting of ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"]) {
    await database.pool.query(
      `ALTER ROLE CURRENT_USER IN DATABASE ${await readName(database.pool)} SET ${setting} = '200ms'`,
    );
  }
  await database.pool.query("CREATE TABLE held (id int)");
  const holder = url === null ? null : new pg.Client(url);
  await holder?.connect();
  await holder?.query("SET idle_in_transaction_session_timeout = 0; BEGIN; LOCK TABLE held");
  const migrating = applyMigrations(database, logger, {
    directory: await writeMigrations("SELECT pg_sleep(0.5); ALTER TABLE held ADD COLUMN more int"),
  });
  await wait(1_000);
  await holder?.end();
  await migrating;
});

test("does not wait for the statement of a killed instance", async () => {
  const { database, url } = await open();
  if (url === null) return;
  await withMigrator(database, undefined, async (connection) => {
    const { rows } = await connection.query("SHOW client_connection_check_interval");
    expect(rows).toEqual([{ client_connection_check_interval: "5s" }]);
  });
});

test("reports a migration that runs in this database, and none of another database on the server", async () => {
  const { database, url } = await open();
  const other = await open();
  // The embedded database has only one connection.
  if (url === null || other.url === null) return;
  for (const [migrating, running] of [
    [other, []],
    [{ database }, [{ statement: "SELECT pg_sleep(60)" }]],
  ] as const) {
    const session = await migrating.database.openSession?.();
    const ended = session?.query("SELECT pg_sleep(60)").catch(() => {});
    await vi.waitFor(async () => {
      const status = await readMigrationStatus(migrating.database);
      expect(status.running).toMatchObject([{ statement: "SELECT pg_sleep(60)" }]);
    });
    expect((await readMigrationStatus(database)).running).toMatchObject(running);
    await migrating.database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query = 'SELECT pg_sleep(60)'",
    );
    await ended;
  }
});

async function readName(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query("SELECT quote_ident(current_database()) AS name");
  return rows[0].name;
}

test("rolls back a failed migration, reports why, and applies it once it is fixed", async () => {
  const { database } = await open();
  const broken = await writeMigrations("CREATE TABLE a (id int)", "CREATE TABLE b (id int); SELECT 1/0");
  await expect(applyMigrations(database, logger, { directory: broken })).rejects.toThrow(
    "Migration m1 failed: division by zero. It was rolled back",
  );
  const { applied, pending } = await readMigrationStatus(database, broken);
  expect(applied).toEqual(["m0"]);
  expect(pending).toEqual([{ name: "m1", lastFailure: "division by zero", isUnfinished: false }]);
  const fixed = await writeMigrations("CREATE TABLE a (id int)", "CREATE TABLE b (id int)");
  await applyMigrations(database, logger, { directory: fixed });
  expect(await readMigrationState(database, fixed)).toBe("current");
});

test("rebuilds an index that a killed attempt left invalid", async () => {
  const { database, url } = await open();
  const directory = await writeMigrations(
    "CREATE TABLE things (id int); INSERT INTO things VALUES (1), (1)",
    'CREATE UNIQUE INDEX CONCURRENTLY "things_id_key" ON things (id)',
  );
  // Duplicate rows stop a unique index where a kill would: after it has started.
  await expect(applyMigrations(database, logger, { directory })).rejects.toThrow("Migration m1 failed");
  const readIndex = () =>
    database.pool.query(
      "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('things_id_key')",
    );
  expect((await readIndex()).rows).toEqual(url === null ? [] : [{ valid: false }]);
  await database.pool.query("DELETE FROM things WHERE ctid = (SELECT min(ctid) FROM things)");
  await applyMigrations(database, logger, { directory });
  expect((await readIndex()).rows).toEqual([{ valid: true }]);
});

test("records an index that was complete when the process was killed before its record", async () => {
  const { database } = await open();
  const directory = await writeMigrations(
    "CREATE TABLE things (id int)",
    "CREATE INDEX CONCURRENTLY things_id_idx ON things (id)",
  );
  await applyMigrations(database, logger, { directory });
  // The embedded engine builds it in one transaction with its record, so this state cannot occur.
  const isBetween = database.kind === "server";
  if (isBetween) await database.pool.query("DELETE FROM _prisma_migrations WHERE migration_name = 'm1'");
  await applyMigrations(database, logger, { directory });
  expect(await readMigrationState(database, directory)).toBe("current");
});

test("builds an index concurrently while other instances wait for the lock", async () => {
  const { database, url } = await open();
  const directory = await writeMigrations(
    "CREATE TABLE things (id int)",
    "CREATE INDEX CONCURRENTLY things_id_idx ON things (id)",
  );
  const others =
    url === null ? [] : await Promise.all(Array.from({ length: 3 }, () => openServer(url, logger)));
  try {
    await Promise.all(
      [database, ...others].map((instance) => applyMigrations(instance, logger, { directory })),
    );
  } finally {
    await Promise.all(others.map((instance) => instance.close()));
  }
  expect(await readMigrationState(database, directory)).toBe("current");
});

test("finishes what Prisma's engine had started when it was killed", async () => {
  const { database } = await open();
  const directory = await writeMigrations("CREATE TABLE a (id int)");
  await withMigrator(database, undefined, async () => {});
  await applyMigrations(database, logger, { directory: await writeMigrations() });
  await database.pool.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT,
    rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
  await database.pool.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', 'm0')",
  );
  expect((await readMigrationStatus(database, directory)).pending).toMatchObject([{ isUnfinished: true }]);
  await applyMigrations(database, logger, { directory });
  expect(await readMigrationState(database, directory)).toBe("current");
  expect((await readMigrationStatus(database, directory)).pending).toEqual([]);
});
