import type { ClientBase } from "pg";
import { z } from "zod";
import type { Database } from "#lib/platform/db/database.ts";
import { progressTable } from "#lib/platform/db/open/move-marks.ts";

const positions = z.record(z.string(), z.union([z.int(), z.literal("done")]));

/** How far a move has come. It is in the target, and each part is committed together with its position. */
export interface MoveProgress {
  /** Identifies the source and what it contained when the move began. */
  source: string;
  /** The page of the source at which each table continues. */
  positions: z.infer<typeof positions>;
}

/** Null: no move into this database has begun, or it is complete. */
export async function readProgress({ pool }: Pick<Database, "pool">): Promise<MoveProgress | null> {
  const { rows: found } = await pool.query("SELECT FROM pg_class WHERE oid = to_regclass($1)", [
    progressTable,
  ]);
  if (found.length === 0) return null;
  const { rows } = await pool.query<{ source: string; positions: string }>(
    `SELECT source, positions FROM ${progressTable}`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`the table ${progressTable} is empty`);
  return { source: row.source, positions: positions.parse(JSON.parse(row.positions)) };
}

export async function createProgress(connection: ClientBase, source: string): Promise<MoveProgress> {
  await connection.query("BEGIN");
  try {
    await connection.query(`CREATE TABLE ${progressTable} (source text NOT NULL, positions text NOT NULL)`);
    await connection.query(`INSERT INTO ${progressTable} VALUES ($1, '{}')`, [source]);
    await connection.query("COMMIT");
  } catch (error) {
    await connection.query("ROLLBACK").catch(() => {});
    throw error;
  }
  return { source, positions: {} };
}

export async function saveProgress(connection: ClientBase, progress: MoveProgress): Promise<void> {
  await connection.query(`UPDATE ${progressTable} SET positions = $1`, [JSON.stringify(progress.positions)]);
}

export async function removeProgress({ pool }: Pick<Database, "pool">): Promise<void> {
  await pool.query(`DROP TABLE ${progressTable}`);
}
