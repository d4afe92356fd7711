import type { ClientBase } from "pg";
import { digestChains } from "#lib/backup/create/write-rows.ts";
import type { BackupManifest } from "#lib/backup/format/backup-lines.ts";
import type { BackupPart } from "#lib/backup/format/read-backup.ts";
import { textSettings } from "#lib/backup/source/source.ts";
import { quoteName } from "#lib/backup/tables/list-tables.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withMigrator } from "#lib/platform/db/migrations/migrations.ts";
import { StartError } from "#lib/platform/process/start-error.ts";

/** More than 1,000: then the trigger of `key_secrets` notes one change for all of them. */
export const rowsPerInsert = 2_000;
export const maxInsertLength = 4_000_000;
const reportIntervalMs = 2_000;

interface LoadOptions {
  parts: AsyncIterable<BackupPart>;
  manifest: BackupManifest;
  signal: AbortSignal;
  report: (line: string) => void;
}

/** Loads all rows in one transaction, and compares what is in the database with the manifest before it ends. */
export async function loadRows(
  target: Pick<Database, "pool" | "kind" | "openSession">,
  options: LoadOptions,
): Promise<void> {
  await withMigrator(target, options.signal, async (connection) => {
    await connection.query("BEGIN");
    try {
      await connection.query(textSettings);
      // A console that starts now can't create the first account.
      await connection.query("LOCK TABLE users, teams IN SHARE ROW EXCLUSIVE MODE");
      await insertAll(connection, options);
      await assertSame(connection, options.manifest);
      await connection.query("COMMIT");
    } catch (error) {
      await connection.query("ROLLBACK").catch(() => {});
      throw error;
    } finally {
      await connection.query("RESET ALL").catch(() => {});
    }
  });
}

async function insertAll(
  connection: ClientBase,
  { parts, manifest, signal, report }: LoadOptions,
): Promise<void> {
  const total = Object.values(manifest.tables).reduce((sum, count) => sum + count, 0);
  let done = 0;
  let reportedAtMs = performance.now();
  let insert: ((lines: readonly string[]) => Promise<void>) | null = null;
  let waiting: string[] = [];
  let waitingLength = 0;
  const flush = async () => {
    if (waiting.length === 0 || insert === null) return;
    await insert(waiting);
    done += waiting.length;
    waiting = [];
    waitingLength = 0;
    if (performance.now() - reportedAtMs < reportIntervalMs) return;
    reportedAtMs = performance.now();
    report(`Loading: ${Math.floor((done / total) * 100)} %`);
  };
  for await (const part of parts) {
    signal.throwIfAborted();
    if (part.kind === "table") {
      await flush();
      insert = await createInsert(connection, part);
    } else if (part.kind === "rows") {
      for (const line of part.lines) {
        waiting.push(line);
        waitingLength += line.length;
        if (waiting.length >= rowsPerInsert || waitingLength >= maxInsertLength) await flush();
      }
    }
  }
  await flush();
}

interface Column {
  name: string;
  type: string;
}

export async function createInsert(
  connection: ClientBase,
  { name, columns }: { name: string; columns: readonly string[] },
): Promise<(lines: readonly string[]) => Promise<void>> {
  const { rows } = await connection.query<Column>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = to_regclass(quote_ident($1)) AND attnum > 0 AND NOT attisdropped`,
    [name],
  );
  const types = new Map(rows.map((column) => [column.name, column.type]));
  const missing = columns.find((column) => !types.has(column));
  if (missing !== undefined) throw new StartError(`The database has no column ${name}.${missing}`);
  const values = columns.map((column, index) => `(line->>${index})::${types.get(column)}`);
  const text = `
    INSERT INTO ${quoteName(name)} (${columns.map(quoteName).join(", ")})
    SELECT ${values.join(", ")} FROM json_array_elements($1::json) AS line`;
  return async (lines) => {
    const { rowCount } = await connection.query(text, [`[${lines.join(",")}]`]);
    if (rowCount !== lines.length)
      throw new Error(`${name}: ${rowCount} of ${lines.length} rows were inserted`);
  };
}

async function assertSame(connection: ClientBase, { tables, chains }: BackupManifest): Promise<void> {
  for (const [name, count] of Object.entries(tables)) {
    const { rows } = await connection.query<{ count: string }>(`SELECT count(*) FROM ${quoteName(name)}`);
    if (Number(rows[0]?.count) !== count) {
      throw new StartError(
        `The table ${name} has ${rows[0]?.count} rows instead of ${count}. Nothing was restored`,
      );
    }
  }
  const read = async (sql: string) =>
    (await connection.query<(string | null)[]>({ text: sql, rowMode: "array" })).rows;
  const restored = await digestChains({ read });
  if (restored.sha256 === chains.sha256 && restored.count === chains.count) return;
  throw new StartError("The heads of the audit log differ from those of the backup. Nothing was restored");
}
