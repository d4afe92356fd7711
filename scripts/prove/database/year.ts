// Proof: after a year of 1,000,000 verifications a day, the embedded database has a bounded size, and the list of keys is
// read in at most 50 ms. A day takes one to two seconds: usage is written as the recorder does, then the hourly jobs run once.
// `npm run prove -- year [days]`
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { type CleanedIndexes, runUpkeep } from "#lib/jobs/embedded-upkeep.ts";
import { sweep } from "#lib/jobs/sweep.ts";
import { summarizeUsage } from "#lib/jobs/usage/summarize-usage.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { asDatabaseTime, readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { listKeys } from "#lib/services/keys/list.ts";
import { type UsageCount, writeUsage } from "#lib/verification/usage/write-usage.ts";

const days = Number(process.argv[2] ?? 365);
const keys = 1_000;
const verificationsPerDay = 1_000_000;

/** In how many minutes of a day each key is used, in as many different hours, and from how many addresses a day. */
const minutesPerDay = 2;
const addressesPerDay = 2;

/** One row for each key and minute. */
const rowsPerDay = keys * minutesPerDay;
const dayMs = 86_400_000;
const logger = createLogger({ level: "error" });

async function insertKeys(database: Database, team: TestTeam): Promise<void> {
  await database.pool.query(
    `INSERT INTO api_keys (id, team_id, environment_id, name, owner_type, owner_user_id, created_by_id, created_at, updated_at)
     SELECT 'key_' || lpad(n::text, 26, '0'), $1, $2, 'Key ' || n, 'user', $3, $3, now() - interval '400 days', now()
     FROM generate_series(1, ${keys}) n`,
    [team.id, team.environments.production, team.owner.id],
  );
  await database.pool.query(
    `INSERT INTO key_secrets (id, key_id, hash, hint)
     SELECT 'sec_' || lpad(n::text, 26, '0'), 'key_' || lpad(n::text, 26, '0'), sha256(n::text::bytea), 'hint'
     FROM generate_series(1, ${keys}) n`,
  );
}

function createDay(startMs: number, day: number): UsageCount[] {
  return Array.from({ length: rowsPerDay }, (_, i) => {
    const [key, use] = [i % keys, Math.floor(i / keys)];
    const minute = (use * 4 + (key % 4)) * 60 + (key % 60);
    return {
      keyId: `key_${String(key + 1).padStart(26, "0")}`,
      secretId: `sec_${String(key + 1).padStart(26, "0")}`,
      startsAt: startMs + minute * 60_000,
      outcome: (key + use) % 20 === 0 ? "RATE_LIMITED" : "VALID",
      environment: "production",
      service: "",
      address: `198.51.${(day * addressesPerDay + (use % addressesPerDay)) % 256}.${key % 256}`,
      count: verificationsPerDay / rowsPerDay,
    };
  });
}

async function readSize({ pool }: Database) {
  const { rows } = await pool.query<{ bytes: string; usage: string; total: string; verifications: string }>(
    `SELECT pg_database_size(current_database()) AS bytes, pg_total_relation_size('key_usage') AS usage,
       (SELECT count(*) FROM key_usage) AS total, (SELECT coalesce(sum(count), 0) FROM key_usage) AS verifications`,
  );
  const [row] = rows;
  assert(row !== undefined);
  return {
    megabytes: Math.round(Number(row.bytes) / 1e6),
    usageMegabytes: Math.round(Number(row.usage) / 1e6),
    rows: Number(row.total),
    verifications: Number(row.verifications),
  };
}

async function timeList(runtime: ReturnType<typeof createTestRuntime>, team: TestTeam): Promise<number> {
  const actor = await userActorOf(runtime.database, team, team.owner.id);
  const times: number[] = [];
  for (let round = 0; round < 31; round++) {
    const startedAt = performance.now();
    const page = await listKeys(createContext(runtime, actor), { limit: 50, sort: "name" });
    assert.equal(page.data.length, 50);
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b)[15] ?? assert.fail();
}

const directory = await mkdtemp(join(tmpdir(), "year-"));
const { signal } = new AbortController();
const database = await openDatabase({ databaseUrl: undefined, dataDirectory: directory }, logger, signal);
await applyMigrations(database, logger, { signal });
const runtime = createTestRuntime(database);
const team = await insertTeam(database);
await insertKeys(database, team);
// Without the pauses that leave time for verifications.
const heavy = { ...database.heavy, runBatch: <Result>(work: () => Promise<Result>) => work() };
const end = Math.floor((await readDatabaseTime(database)).getTime() / dayMs) * dayMs;
const cleaned: CleanedIndexes = new Map();
let slowestDayMs = 0;
for (let day = 0; day < days; day++) {
  const startMs = end - (days - day) * dayMs;
  const counts = createDay(startMs, day);
  await writeUsage(database.pool, { counts, lastUses: [] });
  const startedAt = performance.now();
  const now = asDatabaseTime(startMs + dayMs + 15 * 60_000);
  await summarizeUsage({ database: { ...database, heavy }, logger }, now);
  await sweep(runtime, now);
  slowestDayMs = Math.max(slowestDayMs, performance.now() - startedAt);
  await runUpkeep({ database, logger }, cleaned);
  if ((day + 1) % 50 === 0) console.log(`day ${day + 1}:`, JSON.stringify(await readSize(database)));
}
const size = await readSize(database);
const listMs = await timeList(runtime, team);
console.log(`day ${days}:`, JSON.stringify(size));
console.log(
  `list of keys: p50 ${listMs.toFixed(1)} ms; jobs of a day: at most ${(slowestDayMs / 1000).toFixed(1)} s`,
);
// Minutes of 2 days and hours of 62 days, each up to one more, then a row for each key, result and day.
const maxRows = rowsPerDay * (3 + 61) + keys * 2 * Math.max(0, days - 61) + keys * addressesPerDay * 30;
await runtime.close();
await database.close();
await rm(directory, { recursive: true });
assert.equal(size.verifications, days * verificationsPerDay, "verifications were lost");
assert(size.rows <= maxRows, `${size.rows} rows, more than ${maxRows}`);
assert(size.megabytes <= 1_000, `${size.megabytes} MB`);
assert(listMs <= 50, `the list takes ${listMs} ms`);
