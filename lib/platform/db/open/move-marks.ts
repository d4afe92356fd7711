import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "#lib/platform/db/database.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";

/** Exists in the target of a move until everything has arrived. */
export const progressTable = "move_progress";

/** Throws StartError for a database that has only a part of what is moved there. */
export async function assertNoUnfinishedMove({ pool }: Pick<Database, "pool">): Promise<void> {
  const { rows } = await pool.query<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [
    progressTable,
  ]);
  if (rows[0]?.found !== true) return;
  throw new StartError(
    `The database is the target of an unfinished move. Run the same "${getAdminProgram()} move" again, which continues it. Or continue with the original, and delete this database (docs/backups.md, Move to PostgreSQL)`,
  );
}

/** The file that says that the embedded database was moved, and where to. It is among its files, so it goes where they go. */
export function getMovedFile(dataDirectory: string): string {
  return join(dataDirectory, "postgresql", "moved");
}

/** Where the embedded database was moved to, or null. */
export async function readMoved(dataDirectory: string): Promise<string | null> {
  try {
    return (await readFile(getMovedFile(dataDirectory), "utf8")).trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Throws StartError for an embedded database that was moved: a console would continue with old data. */
export async function assertNotMoved(dataDirectory: string): Promise<void> {
  const target = await readMoved(dataDirectory);
  if (target === null) return;
  throw new StartError(
    `The database in DATA_DIR was moved to ${target}. Set DATABASE_URL to that address. To use the one in DATA_DIR again, as it was before the move, delete the file ${getMovedFile(dataDirectory)}`,
  );
}
