import type { ClientBase } from "pg";
import type { Database } from "#lib/platform/db/database.ts";
import { buildIndexDirectly, type Migration } from "./migration-files.ts";
import { recordApplied } from "./migration-records.ts";

type Connection = Pick<ClientBase, "query">;

/**
 * Applies one migration so that a kill at any moment leaves it either applied and recorded, or ready to be
 * tried again.
 */
export async function applyMigration(
  connection: Connection,
  kind: Database["kind"],
  migration: Migration,
): Promise<void> {
  if (migration.concurrentIndex !== null && kind === "server") {
    await buildIndex(connection, migration, migration.concurrentIndex);
    await recordApplied(connection, migration);
    return;
  }
  await connection.query("BEGIN");
  try {
    await connection.query(buildIndexDirectly(migration.sql));
    await recordApplied(connection, migration);
    await connection.query("COMMIT");
  } catch (error) {
    // A broken connection has already been rolled back by the server.
    await connection.query("ROLLBACK").catch(() => {});
    throw error;
  }
}

/**
 * A kill during the build leaves an invalid index. A kill just after it leaves a complete index without a
 * record.
 */
async function buildIndex(connection: Connection, { sql }: Migration, name: string): Promise<void> {
  const { rows } = await connection.query<{ valid: boolean; qualified: string }>(
    `SELECT indisvalid AND indisready AS valid, indexrelid::regclass::text AS qualified
     FROM pg_index WHERE indexrelid = to_regclass(quote_ident($1))`,
    [name],
  );
  const [existing] = rows;
  if (existing?.valid === true) return;
  if (existing !== undefined) await connection.query(`DROP INDEX CONCURRENTLY ${existing.qualified}`);
  await connection.query(sql);
}
