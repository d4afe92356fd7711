import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openEmbeddedTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createMetrics } from "#lib/platform/metrics/metrics.ts";
import { type CleanedIndexes, runUpkeep, startUpkeep } from "./embedded-upkeep.ts";

const logger = createLogger({ level: "silent" });
const cleaned: CleanedIndexes = new Map();
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

test("analyzes a table that has filled, so that lists are planned for its contents", async () => {
  await database.pool.query("INSERT INTO busy SELECT n, repeat('x', 100) FROM generate_series(1, 5000) n");
  expect((await readStatistics()).rows).toBe(-1);
  await runUpkeep({ database, logger }, cleaned);
  expect((await readStatistics()).rows).toBe(5000);
});

test("vacuums a table that changes often, so that it does not grow", async () => {
  const sizes: number[] = [];
  for (let round = 0; round < 6; round++) {
    await database.pool.query("UPDATE busy SET note = repeat('y', 100)");
    await runUpkeep({ database, logger }, cleaned);
    sizes.push((await readStatistics()).pages);
  }
  expect(sizes.at(-1)).toBe(sizes[1]);
});

test("skips tables that have not changed", async () => {
  await runUpkeep({ database, logger }, cleaned);
  const readRuns = () =>
    database.pool.query("SELECT sum(vacuum_count + analyze_count)::int AS runs FROM pg_stat_user_tables");
  const before = (await readRuns()).rows;
  await runUpkeep({ database, logger }, cleaned);
  expect((await readRuns()).rows).toEqual(before);
});

test("starts immediately, so that the first list is planned for what another process has written", async () => {
  await database.pool.query("CREATE TABLE filled AS SELECT repeat('x', 500) FROM generate_series(1, 5000) n");
  const readRows = async () =>
    (await database.pool.query("SELECT reltuples::int AS rows FROM pg_class WHERE relname = 'filled'")).rows;
  const upkeep = startUpkeep({ database, logger, metrics: createMetrics() });
  await vi.waitFor(async () => expect(await readRows()).toEqual([{ rows: 5000 }]), { timeout: 4_000 });
  await upkeep.stop();
});

test("removes the entries of deleted rows from the indexes, so that they do not grow", async () => {
  await database.pool.query("CREATE TABLE counts (id int PRIMARY KEY)");
  const sizes: unknown[] = [];
  for (let round = 0; round < 6; round++) {
    await database.pool.query("INSERT INTO counts SELECT n FROM generate_series($1::int, $1 + 2999) n", [
      round * 3000,
    ]);
    await database.pool.query("DELETE FROM counts WHERE id < $1", [round * 3000 + 2900]);
    await runUpkeep({ database, logger }, cleaned);
    sizes.push((await database.pool.query("SELECT pg_relation_size('counts_pkey') AS size")).rows[0].size);
  }
  expect(sizes.at(-1)).toBe(sizes[2]);
});
