import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { constants, copyFile, mkdir, readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { PGlite } from "@electric-sql/pglite";

// Copies the files of a running database as PostgreSQL's own base backups do: after a checkpoint, files are copied while the
// database writes to them, and then the log since the checkpoint. Opening the copy replays the log, which contains the whole page
// of everything that was changed. So writes pause only for the checkpoint and the copy of the log, however large the database is.

const controlFile = join("global", "pg_control");

/** Between transactions, in the thread of the engine: makes a checkpoint, and copies the file that names it. */
export async function beginCopy(db: PGlite, from: string, to: string): Promise<string> {
  await db.exec("CHECKPOINT");
  const checkpoint = await readCheckpoint(db);
  mkdirSync(join(to, "global"), { recursive: true, mode: 0o700 });
  copyFileSync(join(from, controlFile), join(to, controlFile));
  return checkpoint;
}

/**
 * Between transactions, in the thread of the engine: copies the log. False if there was another checkpoint since `beginCopy`:
 * part of the log may be gone, and the copy is useless.
 */
export async function finishCopy(db: PGlite, from: string, to: string, checkpoint: string): Promise<boolean> {
  if ((await readCheckpoint(db)) !== checkpoint) return false;
  const log = join(from, "pg_wal");
  for (const { name } of readdirSync(log, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    copyFileSync(join(log, name), join(to, "pg_wal", name), constants.COPYFILE_FICLONE);
  }
  return true;
}

async function readCheckpoint(db: PGlite): Promise<string> {
  const { rows } = await db.query<{ redo: string }>(
    "SELECT redo_lsn::text AS redo FROM pg_control_checkpoint()",
  );
  return rows[0]?.redo ?? "";
}

/** What the two functions above copy, and what a new start creates. */
function isSkipped(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (
    path === controlFile ||
    path.startsWith(join("pg_wal", "/")) ||
    name === "postmaster.pid" ||
    name === "pg_internal.init"
  );
}

/** Copies all other files, in any thread or process. A file that vanishes in the meantime is removed by the log, too. */
export async function copyWhileRunning(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true, recursive: true })) {
    const source = join(entry.parentPath, entry.name);
    const path = relative(from, source);
    const target = join(to, path);
    if (entry.isDirectory()) await mkdir(target, { recursive: true, mode: 0o700 });
    else if (entry.isFile() && !isSkipped(path)) {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await copyFile(source, target, constants.COPYFILE_FICLONE).catch((error: unknown) => {
        if (existsSync(source)) throw error;
      });
    }
  }
}
