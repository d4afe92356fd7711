import pg from "pg";
import { inject } from "vitest";
import { createDatabase, type Database, openServer } from "#lib/db/database.ts";
import { startInMemory } from "#lib/db/embedded/start-embedded.ts";
import { createLogger } from "#lib/log.ts";
import { createOnServer } from "./server-database.ts";

/**
 * A migrated, empty database of the caller's own: on the server that TEST_DATABASE_URL names, otherwise embedded, in
 * memory. `close` removes it.
 */
export async function openTestDatabase(): Promise<Database> {
  const serverUrl = process.env.TEST_DATABASE_URL;
  if (serverUrl === undefined) return openEmbeddedTestDatabase();
  const { database } = await openOnServer(serverUrl, inject("serverTemplate"));
  return database;
}

/** The same without any migration. `url` is null where the database is embedded and has no other way in. */
export async function openBareDatabase(): Promise<{ database: Database; url: string | null }> {
  const serverUrl = process.env.TEST_DATABASE_URL;
  if (serverUrl !== undefined) return openOnServer(serverUrl, null);
  const database = await openEmbeddedTestDatabase();
  // Much quicker than to create an empty one.
  await database.pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  return { database, url: null };
}

/** The address of a database that openTestDatabase has made on the server. */
export async function readServerUrl(database: Pick<Database, "pool">): Promise<string> {
  const { rows } = await database.pool.query<{ name: string }>("SELECT current_database() AS name");
  const url = new URL(process.env.TEST_DATABASE_URL ?? "");
  url.pathname = `/${rows[0]?.name}`;
  return url.href;
}

const silent = createLogger({ level: "silent" });

/** Embedded whatever TEST_DATABASE_URL names, for what concerns that engine only. */
export async function openEmbeddedTestDatabase(): Promise<Database> {
  const embedded = await startInMemory(inject("databaseTemplate"));
  return createDatabase(new pg.Pool(embedded.poolConfig), "embedded", { onClose: embedded.stop });
}

async function openOnServer(
  serverUrl: string,
  template: string | null,
): Promise<{ database: Database; url: string }> {
  const { url, drop } = await createOnServer(serverUrl, template);
  const database = await openServer(url, silent);
  return {
    url,
    database: {
      ...database,
      close: async () => {
        await database.close();
        await drop();
      },
    },
  };
}
