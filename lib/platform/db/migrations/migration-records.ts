import { randomUUID } from "node:crypto";
import type { ClientBase, Pool } from "pg";
import type { Migration } from "./migration-files.ts";

/** If the database does not answer, the start fails within half a minute. */
const answerLimit = { query_timeout: 5_000 };

type Connection = Pick<ClientBase | Pool, "query">;

/**
 * Prisma's own table: installations migrated with its engine keep working, and its tools can read these
 * records.
 */
const createTableSql = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

export interface MigrationRecord {
  name: string;
  checksum: string;
  /**
   * `unfinished`: an earlier version was interrupted. `failed`: an attempt was rolled back; `logs` has the
   * reason.
   */
  state: "applied" | "unfinished" | "failed";
  logs: string | null;
  startedAt: Date;
}

async function hasTable(connection: Connection): Promise<boolean> {
  const { rows } = await connection.query<{ found: boolean }>({
    text: "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found",
    ...answerLimit,
  });
  return rows[0]?.found === true;
}

/** Oldest attempt first. */
export async function readRecords(connection: Connection): Promise<MigrationRecord[]> {
  if (!(await hasTable(connection))) return [];
  const { rows } = await connection.query<MigrationRecord>({
    text: `
      SELECT migration_name AS name, checksum, logs, started_at AS "startedAt",
        CASE WHEN rolled_back_at IS NOT NULL THEN 'failed' WHEN finished_at IS NULL THEN 'unfinished' ELSE 'applied' END AS state
      FROM _prisma_migrations ORDER BY started_at, id`,
    ...answerLimit,
  });
  return rows;
}

export async function listApplied(connection: Connection): Promise<Set<string>> {
  const records = await readRecords(connection);
  return new Set(records.filter(({ state }) => state === "applied").map(({ name }) => name));
}

export async function createRecordTable(connection: Connection): Promise<void> {
  if (!(await hasTable(connection))) await connection.query(createTableSql);
}

/** Runs in the migration's own transaction if it has one. Earlier attempts count as rolled back from then on. */
export async function recordApplied(connection: Connection, { name, checksum }: Migration): Promise<void> {
  await connection.query(
    "UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL",
    [name],
  );
  await connection.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), checksum, name],
  );
}

/** Keeps the reason of the last failure for `migrate status`. Nothing of the attempt itself remains. */
export async function recordFailed(
  connection: Connection,
  { name, checksum }: Migration,
  logs: string,
): Promise<void> {
  await connection.query("DELETE FROM _prisma_migrations WHERE migration_name = $1 AND finished_at IS NULL", [
    name,
  ]);
  await connection.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs, started_at, rolled_back_at)
     VALUES ($1, $2, $3, $4, now(), now())`,
    [randomUUID(), checksum, name, logs],
  );
}
