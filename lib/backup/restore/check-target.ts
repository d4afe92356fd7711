import type { BackupHeader } from "#lib/backup/format/backup-lines.ts";
import { isInBackups } from "#lib/backup/tables/backup-tables.ts";
import { quoteName } from "#lib/backup/tables/list-tables.ts";
import { type Database, listenerName } from "#lib/platform/db/database.ts";
import { readMigrations } from "#lib/platform/db/migrations/migration-files.ts";
import { listApplied } from "#lib/platform/db/migrations/migration-records.ts";
import { StartError } from "#lib/platform/process/start-error.ts";

type Target = Pick<Database, "pool">;

/** Throws if the backup was written by a version whose migrations this one doesn't know. */
export async function listKnownMigrations({ migrations, productVersion }: BackupHeader): Promise<void> {
  const known = new Map((await readMigrations()).map(({ name, checksum }) => [name, checksum]));
  const other = migrations.find(({ name, checksum }) => known.get(name) !== checksum);
  if (other === undefined) return;
  throw new StartError(
    `The backup was written by version ${productVersion}, which knows the migration ${other.name}. Restore it with that version or a newer one`,
  );
}

/** Throws if a console is running on the database. */
export async function assertNoConsole({ pool }: Target): Promise<void> {
  const { rows: running } = await pool.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1",
    [listenerName],
  );
  if (running.length > 0) {
    throw new StartError("A console is running on this database. Stop it, or use another database");
  }
}

/** Throws if a console is running on the database, or if the database contains anything. */
export async function assertTargetIsFree(target: Target): Promise<void> {
  await assertNoConsole(target);
  const { pool } = target;
  const { rows } = await pool.query<{ name: string }>(`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY relname`);
  for (const { name } of rows.filter((table) => isInBackups(table.name))) {
    const found = await pool.query(`SELECT FROM ${quoteName(name)} LIMIT 1`);
    if (found.rows.length === 0) continue;
    throw new StartError(
      `The database is not empty: the table ${name} has rows. Only an empty database is filled, so that nothing is overwritten`,
    );
  }
}

/** Throws if the target already has migrations that the backup doesn't have: they would have changed its rows, too. */
export async function assertSameMigrations({ pool }: Target, { migrations }: BackupHeader): Promise<void> {
  const names = new Set(migrations.map(({ name }) => name));
  const newer = [...(await listApplied(pool))].find((name) => !names.has(name));
  if (newer === undefined) return;
  throw new StartError(
    `The tables of the database are newer than the backup (${newer}). Restore into a new database without tables`,
  );
}
