import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createStatementWatch } from "./watch-statements.ts";

let database: Database;
const lines: string[] = [];
const logger = createLogger({ level: "info", destination: { write: (line) => lines.push(line) } });

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database.close());

beforeEach(() => {
  lines.length = 0;
});

/** Watches a pool that stands in for a new one: it announces the existing connection. */
async function watchConnection(slowMs: number) {
  const statements = createStatementWatch({ logger, slowMs });
  const client = await database.pool.connect();
  const { query } = client;
  statements.watch(database.pool, "main");
  database.pool.emit("connect", client);
  const end = () => {
    Object.assign(client, { query });
    database.pool.removeAllListeners("connect");
    client.release();
  };
  return { statements, client, end };
}

test("counts statements in all forms, with their durations and failures", async () => {
  const { statements, client, end } = await watchConnection(0);
  await client.query("SELECT 1");
  await client.query({ text: "SELECT $1::int", values: [2] });
  await new Promise<void>((resolve) => {
    client.query("SELECT 3", () => resolve());
  });
  await expect(client.query("SELECT 1/0")).rejects.toThrow("division by zero");
  end();
  expect(statements.list()).toMatchObject([{ pool: "main", failed: 1, durations: { count: 4 } }]);
  expect(lines).toEqual([]);
});

test("logs slow statements without values", async () => {
  const { client, end } = await watchConnection(50);
  await client.query("SELECT 'fast'");
  await client.query({
    text: "SELECT pg_sleep(0.1), 'ada@example.com' AS email FROM generate_series(1, $1)",
    values: [1],
  });
  end();
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "warn",
    msg: "slow query",
    pool: "main",
    rows: 1,
    statement: "SELECT pg_sleep(?), ? AS email FROM generate_series(?, $1)",
  });
  expect(lines[0]).not.toContain("ada");
});
