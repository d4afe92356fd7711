import pg, { type ClientBase } from "pg";
import { countPages, readRows } from "#lib/backup/create/write-rows.ts";
import { createInsert, maxInsertLength, rowsPerInsert } from "#lib/backup/restore/load-rows.ts";
import type { Source } from "#lib/backup/source/source.ts";
import type { SourceTable } from "#lib/backup/tables/list-tables.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { type MoveProgress, saveProgress } from "./move-progress.ts";

/** What the operator reads if the copied parts don't fit together. */
export const sourceChanged =
  "The source was used since the move began. Delete the target database, stop every console, and move again";

interface CopyOptions {
  source: Source;
  /** To the target, with the settings for text. */
  connection: ClientBase;
  tables: readonly SourceTable[];
  progress: MoveProgress;
  signal: AbortSignal;
  report: (line: string) => void;
  reportEveryMs: number;
}

/** Copies what the target doesn't have yet. Returns how many rows that were. */
export async function copyTables({ source, connection, tables, ...options }: CopyOptions): Promise<number> {
  const { progress, signal, report, reportEveryMs } = options;
  const sizes = new Map<string, number>();
  for (const { name } of tables) sizes.set(name, await countPages(source, name));
  const startedAtMs = performance.now();
  let reportedAtMs = Number.NEGATIVE_INFINITY;
  let copied = 0;
  const reportProgress = (table: string) => {
    const nowMs = performance.now();
    if (nowMs - reportedAtMs < reportEveryMs) return;
    reportedAtMs = nowMs;
    const rate = Math.round(copied / ((nowMs - startedAtMs) / 1000));
    report(`Copying ${table}: ${computePercent(sizes, progress)} %, ${rate} rows a second`);
  };
  for (const table of tables) {
    const position = progress.positions[table.name] ?? 0;
    if (position === "done") continue;
    const insert = await createInsert(connection, table);
    for await (const { lines, nextPage } of readAhead(readRows(source, table, position))) {
      signal.throwIfAborted();
      progress.positions[table.name] = nextPage;
      await commit(connection, async () => {
        for (const part of splitLines(lines)) await insert(part);
        await saveProgress(connection, progress);
      });
      copied += lines.length;
      reportProgress(table.name);
    }
    progress.positions[table.name] = "done";
    await saveProgress(connection, progress);
  }
  return copied;
}

async function commit(connection: ClientBase, write: () => Promise<void>): Promise<void> {
  await connection.query("BEGIN");
  try {
    await write();
    await connection.query("COMMIT");
  } catch (error) {
    await connection.query("ROLLBACK").catch(() => {});
    throw isIntegrityError(error) ? new StartError(sourceChanged, { cause: error }) : error;
  }
}

/** A row exists already, or one that it refers to is missing: a changed row is stored in another place, and was read twice or never. */
function isIntegrityError(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code?.startsWith("23") === true;
}

/** Reads the next part while the one before is used. */
async function* readAhead<T>(parts: AsyncGenerator<T>): AsyncGenerator<T> {
  let reading = parts.next();
  try {
    for (;;) {
      const { value, done } = await reading;
      if (done === true) return;
      reading = parts.next();
      // It is awaited above, unless the caller stops before.
      reading.catch(() => {});
      yield value;
    }
  } finally {
    await reading.catch(() => {});
  }
}

function* splitLines(lines: readonly string[]): Generator<string[]> {
  let part: string[] = [];
  let length = 0;
  for (const line of lines) {
    part.push(line);
    length += line.length;
    if (part.length < rowsPerInsert && length < maxInsertLength) continue;
    yield part;
    part = [];
    length = 0;
  }
  if (part.length > 0) yield part;
}

function computePercent(sizes: ReadonlyMap<string, number>, { positions }: MoveProgress): number {
  let total = 0;
  let done = 0;
  for (const [name, size] of sizes) {
    const position = positions[name] ?? 0;
    total += size;
    done += position === "done" ? size : Math.min(position, size);
  }
  return total === 0 ? 100 : Math.floor((done / total) * 100);
}
