import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { checkNotifications } from "./check-notifications.ts";

const logger = createLogger({ level: "silent" });
const serverUrl = process.env.TEST_DATABASE_URL ?? "";

async function connect(): Promise<pg.Client> {
  const client = new pg.Client(serverUrl);
  onTestFinished(() => client.end());
  await client.connect();
  return client;
}

test("the start continues when notifications arrive", async () => {
  const pool = new pg.Pool({ connectionString: serverUrl });
  onTestFinished(() => pool.end());
  await checkNotifications({ pool, listener: await connect() }, { hasListenUrl: false });
});

test("the start fails when notifications do not arrive", async () => {
  const pool = new pg.Pool({ connectionString: serverUrl });
  onTestFinished(() => pool.end());
  // As through a pooler in transaction mode: LISTEN applies to the client that gets the server's connection
  // next.
  const pooled = await connect();
  const query = pooled.query.bind(pooled);
  const listener = Object.assign(pooled, {
    query: ({ text }: { text: string }) => query(text.replace(/^LISTEN .*/, "SELECT 1")),
  });
  const database = await openTestDatabase();
  const config = {
    databaseUrl: serverUrl,
    dataDirectory: "",
    databaseListenUrl: await findAddress(database.pool),
  };
  await Promise.all([
    expect(checkNotifications({ pool, listener }, { hasListenUrl: false })).rejects.toThrow(
      /^Notifications do not arrive over DATABASE_URL.*Set DATABASE_LISTEN_URL/,
    ),
    expect(openDatabase(config, logger)).rejects.toThrow(
      "DATABASE_LISTEN_URL points to a different database than DATABASE_URL",
    ),
  ]);
  await database.close();
});

async function findAddress(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string }>("SELECT current_database() AS name");
  const url = new URL(serverUrl);
  url.pathname = `/${rows[0]?.name}`;
  return url.href;
}
