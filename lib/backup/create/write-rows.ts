import { createHash } from "node:crypto";
import { type BackupHeader, type BackupSecrets, writeLine } from "#lib/backup/format/backup-lines.ts";
import type { Source } from "#lib/backup/source/source.ts";
import { listTables, quoteName, type SourceTable } from "#lib/backup/tables/list-tables.ts";
import { StartError } from "#lib/platform/process/start-error.ts";

/** Half a megabyte of a table. What is in memory at once depends on it. */
const pagesPerRead = 64;

export interface Progress {
  table: string;
  rows: number;
}

interface Options {
  source: Source;
  header: BackupHeader;
  /** Null: the backup contains no secrets. */
  secrets: BackupSecrets | null;
  onProgress: (progress: Progress) => void;
}

/** The text of a backup. */
export async function* writeBackupText(options: Options): AsyncGenerator<string> {
  const hash = createHash("sha256");
  for await (const text of writeBody(options)) {
    hash.update(text);
    yield text;
  }
  yield writeLine({ end: { sha256: hash.digest("hex") } });
}

async function* writeBody({ source, header, secrets, onProgress }: Options): AsyncGenerator<string> {
  yield writeLine({ header });
  if (secrets !== null) yield writeLine({ secrets });
  const counts: Record<string, number> = {};
  let total = 0;
  for (const table of await listTables(source)) {
    yield writeLine({ table: { name: table.name, columns: table.columns } });
    counts[table.name] = 0;
    for await (const { lines } of readRows(source, table)) {
      counts[table.name] = (counts[table.name] ?? 0) + lines.length;
      total += lines.length;
      onProgress({ table: table.name, rows: total });
      yield `${lines.join("\n")}\n`;
    }
  }
  yield writeLine({ manifest: { tables: counts, chains: await digestChains(source) } });
}

interface ReadRows {
  lines: string[];
  /** Where to continue after these rows. */
  nextPage: number;
}

/**
 * Reads the table by the positions of its rows, in the order in which they are on the disk. A row that the snapshot sees stays in
 * its position, unless the table is written again as a whole.
 */
export async function* readRows(
  source: Source,
  { name, columns, fileNode }: SourceTable,
  firstPage = 0,
): AsyncGenerator<ReadRows> {
  const table = quoteName(name);
  const pages = await countPages(source, name);
  for (let page = firstPage; page < pages; page += pagesPerRead) {
    const nextPage = page + pagesPerRead;
    const rows = await source.read(
      `SELECT ${describeRow(columns)} FROM ${table} WHERE ctid >= '(${page},0)'::tid AND ctid < '(${nextPage},0)'::tid`,
    );
    if (rows.length > 0) yield { lines: rows.map(([line]) => line ?? ""), nextPage };
  }
  const [[current] = []] = await source.read(`SELECT pg_relation_filenode('${table}'::regclass)::text`);
  if (current !== fileNode) {
    throw new StartError(
      `The table ${name} was written again as a whole, by a migration or VACUUM FULL, while it was read. Run the command again`,
    );
  }
}

/** A row as a line of a backup. */
export function describeRow(columns: readonly string[]): string {
  return `to_json(ARRAY[${columns.map((column) => `${quoteName(column)}::text`).join(", ")}])::text`;
}

/** How long the table is on the disk. */
export async function countPages(source: Pick<Source, "read">, table: string): Promise<number> {
  const [[size] = []] = await source.read(
    `SELECT (pg_relation_size('${quoteName(table)}'::regclass) / current_setting('block_size')::int)::text`,
  );
  return Number(size);
}

const headsPerRead = 5_000;

/** How many chains the audit log has, and the SHA-256 of their heads. */
export async function digestChains(source: Pick<Source, "read">): Promise<{ count: number; sha256: string }> {
  const hash = createHash("sha256");
  let count = 0;
  let last = "";
  for (;;) {
    const rows = await source.read(`
      SELECT chain_id, seq::text, encode(hash, 'hex') FROM audit_heads
      WHERE chain_id COLLATE "C" > '${last.replaceAll("'", "''")}' ORDER BY chain_id COLLATE "C" LIMIT ${headsPerRead}`);
    for (const head of rows) hash.update(`${head.join(" ")}\n`);
    count += rows.length;
    if (rows.length < headsPerRead) return { count, sha256: hash.digest("hex") };
    last = rows.at(-1)?.[0] ?? "";
  }
}
