import type pg from "pg";
import { assertPrimary, createServerConnections } from "#lib/platform/db/server/server-connections.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { type Source, textSettings } from "./source.ts";

/**
 * One connection keeps a snapshot, which locks no table. Another reads each part in a short transaction with that snapshot, so
 * that a migration waits for one part at most, and writes never.
 */
export async function openServerSource(url: string, logger: Pick<Logger, "warn">): Promise<Source> {
  const connections = createServerConnections({ variable: "DATABASE_URL", url }, logger);
  const open = async () => {
    const client = connections.createClient({
      connectionTimeoutMillis: 10_000,
      application_name: "byteengine-backup",
    });
    // The next use of the connection reports the error.
    client.on("error", () => {});
    await client.connect();
    await assertPrimary(client, 0);
    await client.query(withoutLimits);
    return client;
  };
  try {
    await connections.choose();
    const [keeper, reader] = [await open(), await open()];
    const snapshot = await exportSnapshot(keeper);
    await reader.query(textSettings);
    return {
      read: (sql) => readPart(reader, snapshot, sql),
      close: async () => {
        await Promise.allSettled([keeper.end(), reader.end()]);
        connections.stop();
        connections.destroy();
      },
    };
  } catch (error) {
    connections.stop();
    connections.destroy();
    throw error;
  }
}

const withoutLimits = `
  SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN
    ('statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_session_timeout', 'idle_in_transaction_session_timeout')`;

async function exportSnapshot(keeper: pg.Client): Promise<string> {
  await keeper.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const { rows } = await keeper.query<{ id: string }>("SELECT pg_export_snapshot() AS id");
  const id = rows[0]?.id ?? "";
  // It is put into a statement, and the server always writes it like this.
  if (!/^[0-9A-F-]+$/.test(id)) throw new Error(`the server returned an unexpected snapshot: ${id}`);
  return id;
}

async function readPart(reader: pg.Client, snapshot: string, sql: string): Promise<(string | null)[][]> {
  await reader.query(
    `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '${snapshot}'`,
  );
  try {
    const { rows } = await reader.query<(string | null)[]>({ text: sql, rowMode: "array" });
    return rows;
  } finally {
    await reader.query("ROLLBACK");
  }
}
