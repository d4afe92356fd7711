import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { createDatabase, type Database, openServer } from "#lib/db/database.ts";
import { startInMemory } from "#lib/db/embedded/start-embedded.ts";
import { applyMigrations } from "#lib/db/migrations.ts";
import { createLogger } from "#lib/log.ts";

/**
 * A migrated, empty database of the caller's own: on the server that TEST_DATABASE_URL names, otherwise embedded, in
 * memory. `close` removes it.
 */
export async function openTestDatabase(): Promise<Database> {
  const serverUrl = process.env.TEST_DATABASE_URL;
  return serverUrl === undefined ? openInMemory() : openOnServer(serverUrl);
}

async function openInMemory(): Promise<Database> {
  const embedded = await startInMemory(inject("databaseTemplate"));
  return createDatabase(new pg.Pool(embedded.poolConfig), "embedded", { onClose: embedded.stop });
}

async function openOnServer(serverUrl: string): Promise<Database> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const runAsAdmin = async (statement: string) => {
    const client = new pg.Client(serverUrl);
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await runAsAdmin(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const logger = createLogger({ level: "silent" });
  const database = await openServer(url.href, logger);
  await applyMigrations(database, logger);
  return {
    ...database,
    close: async () => {
      await database.close();
      await runAsAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
