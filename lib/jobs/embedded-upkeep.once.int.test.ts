import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "#lib/db/database.ts";
import { createLogger } from "#lib/log.ts";
import { openEmbeddedTestDatabase } from "#lib/testing/test-database.ts";
import { runUpkeep } from "./embedded-upkeep.ts";

const logger = createLogger({ level: "silent" });
let database: Database;

beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  await database.pool.query("CREATE TABLE busy (id int, note text) WITH (autovacuum_enabled = off)");
});

afterAll(async () => {
  await database.close();
});

async function readStatistics() {
  const { rows } = await database.pool.query<{ rows: number; pages: number }>(
    "SELECT reltuples::int AS rows, pg_relation_size(oid)::int / 8192 AS pages FROM pg_class WHERE relname = 'busy'",
  );
  return rows[0] ?? { rows: Number.NaN, pages: Number.NaN };
}

test("analyzes a table that has filled, so that lists are planned for what is there", async () => {
  await database.pool.query("INSERT INTO busy SELECT n, repeat('x', 100) FROM generate_series(1, 5000) n");
  expect((await readStatistics()).rows).toBe(-1);
  await runUpkeep({ database, logger });
  expect((await readStatistics()).rows).toBe(5000);
});

test("vacuums what changes all the time, so that it does not grow", async () => {
  const sizes: number[] = [];
  for (let round = 0; round < 6; round++) {
    await database.pool.query("UPDATE busy SET note = repeat('y', 100)");
    await runUpkeep({ database, logger });
    sizes.push((await readStatistics()).pages);
  }
  expect(sizes.at(-1)).toBe(sizes[1]);
});

test("leaves tables alone that have not changed", async () => {
  await runUpkeep({ database, logger });
  const readRuns = () =>
    database.pool.query("SELECT sum(vacuum_count + analyze_count)::int AS runs FROM pg_stat_user_tables");
  const before = (await readRuns()).rows;
  await runUpkeep({ database, logger });
  expect((await readRuns()).rows).toEqual(before);
});
