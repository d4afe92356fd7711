import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { backupTables } from "./backup-tables.ts";
import { listTables } from "./list-tables.ts";

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database.close());

async function readNames(sql: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(sql);
  return rows.map(({ name }) => name);
}

test("every table is listed, as part of backups or with the reason why not", async () => {
  const tables = await readNames(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
  );
  // The embedded tests start from a schema without its history.
  expect(new Set([...tables, "_prisma_migrations"])).toEqual(new Set(Object.keys(backupTables)));
});

test("the rows of a backup are everything a table needs", async () => {
  const read = async (sql: string) =>
    (await database.pool.query<(string | null)[]>({ text: sql, rowMode: "array" })).rows;
  const included = await listTables({ read });
  // A restored table with a counter of its own would begin again at 1.
  const counting = await readNames(
    "SELECT adrelid::regclass::text AS name FROM pg_attrdef WHERE pg_get_expr(adbin, adrelid) LIKE 'nextval%'",
  );
  expect(included.map(({ name }) => name).filter((name) => counting.includes(name))).toEqual([]);
  expect(included.length).toBeGreaterThan(30);
});
