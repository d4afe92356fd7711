// Proof: with 10,000 keys in a team and 90 days of usage, the data of the overview is read in at most three times the time of
// plain SQL statements for the same numbers, and in less than 300 ms, on both engines. Also prints how long the usage of the
// past takes to be added up after an upgrade.
// `npm run prove -- team-usage [rounds]`
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
import { summarizeUsage } from "#lib/jobs/usage/summarize-usage.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { listAuditEvents } from "#lib/services/audit/list.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listEnvironments } from "#lib/services/environments/list.ts";
import { listKeysToAttend } from "#lib/services/keys/attention/list-attention.ts";
import { countActiveKeys } from "#lib/services/usage/count-active-keys.ts";
import { getPeriod, readOverviewUsage } from "#lib/services/usage/read-overview.ts";
import { startPostgres } from "../../test/postgres-server.ts";

const rounds = Number(process.argv[2] ?? 15);
const total = 10_000;
const logger = createLogger({ level: "error" });

/** Keys with two counts on each day: minutes for two days, hours until 60 days ago, then days. A tenth is rejected. */
async function insertUsage(database: Database, team: TestTeam): Promise<void> {
  const environments = Object.values(team.environments);
  await database.pool.query(
    `INSERT INTO api_keys (id, team_id, environment_id, name, owner_type, owner_user_id, created_by_id, created_at, updated_at, last_used_at)
     SELECT 'key_' || lpad(n::text, 26, '0'), $1, ($2::text[])[1 + n % 3], 'Key ' || n, 'user', $3, $3, now() - interval '100 days', now(), now()
     FROM generate_series(1, ${total}) n`,
    [team.id, environments, team.owner.id],
  );
  for (let day = 0; day < 180; day++) {
    const seconds = day < 2 ? 60 : day < 60 ? 3600 : 86_400;
    await database.pool.query(
      `INSERT INTO key_usage (key_id, secret_id, starts_at, duration_seconds, outcome, environment, service, address, count)
       SELECT 'key_' || lpad(n::text, 26, '0'), 'sec_' || n,
         date_bin(make_interval(secs => ${seconds}), now() - interval '${day} days' - make_interval(mins => (n * 7 + part * 400) % 1400), '2000-01-01'),
         ${seconds}, CASE WHEN (n + part + ${day}) % 10 = 0 THEN (ARRAY['RATE_LIMITED','IP_NOT_ALLOWED','INSUFFICIENT_PERMISSIONS'])[1 + n % 3] ELSE 'VALID' END,
         'production', '', '192.0.2.' || part, 1 + n % 100
       FROM generate_series(1, ${total}) n, generate_series(0, ${day < 90 ? 1 : 0}) part ON CONFLICT DO NOTHING`,
    );
  }
  await database.pool.query("ANALYZE");
}

/** The same numbers in hand-written statements over the sums. Spans that are not added up are the last hours. */
function listPlainStatements(team: TestTeam, ctx: ServiceContext): { text: string; values: unknown[] }[] {
  const { from } = getPeriod("90d", ctx.now);
  const before = new Date(from.getTime() - 90 * 86_400_000);
  const series = `SELECT date_trunc('day', starts_at, 'UTC'), environment_id, outcome, sum(count)::float8 FROM team_usage_summaries
    WHERE team_id = $1 AND starts_at >= $2 AND starts_at < $3 GROUP BY 1, 2, 3`;
  const latest = `SELECT u.key_id, u.outcome, u.count FROM key_usage u JOIN api_keys k ON k.id = u.key_id
    WHERE k.team_id = $1 AND u.duration_seconds = 60 AND u.starts_at >= date_trunc('hour', now()) - interval '1 hour'`;
  return [
    { text: series, values: [team.id, from, ctx.now] },
    { text: series, values: [team.id, before, from] },
    { text: latest, values: [team.id] },
    {
      text: `WITH spans AS (
          SELECT * FROM usage_summaries s WHERE s.starts_at >= $2 AND NOT EXISTS (
            SELECT 1 FROM usage_summaries l WHERE l.duration_seconds > s.duration_seconds AND l.starts_at >= $2
              AND s.starts_at >= l.starts_at AND s.starts_at < l.starts_at + make_interval(secs => l.duration_seconds))
        ), summed AS MATERIALIZED (
          SELECT u.key_id, u.outcome, sum(u.count) AS count FROM key_usage_summaries u JOIN spans USING (duration_seconds, starts_at)
          WHERE u.team_id = $1 GROUP BY 1, 2)
        (SELECT key_id, sum(count) FROM summed GROUP BY 1 ORDER BY 2 DESC LIMIT 6) UNION ALL
        (SELECT outcome, sum(count) FROM summed WHERE outcome <> 'VALID' GROUP BY 1 ORDER BY 2 DESC LIMIT 6)`,
      values: [team.id, from],
    },
    {
      text: "SELECT count(*) FROM api_keys WHERE team_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())",
      values: [team.id],
    },
  ];
}

async function readOverviewData(ctx: ServiceContext): Promise<unknown> {
  const { from } = getPeriod("90d", ctx.now);
  return Promise.all([
    readOverviewUsage(ctx, "90d", undefined),
    countActiveKeys(ctx, from),
    listKeysToAttend(ctx, 8),
    listAuditEvents(ctx, { limit: 8 }),
    listEnvironments(ctx),
  ]);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? assert.fail();
}

async function measure(name: string, database: Database): Promise<string[]> {
  const team = await insertTeam(database);
  await insertUsage(database, team);
  const runtime = createTestRuntime(database);
  const actor = await userActorOf(database, team, team.owner.id);
  const ctx = createContext(runtime, actor);
  const before = await readOverviewUsage(ctx, "90d", undefined);
  const now = await readDatabaseTime(database);
  // Without the pauses that leave time for verifications.
  const heavy = { ...database.heavy, runBatch: <Result>(work: () => Promise<Result>) => work() };
  const summarizeMs = await timeOf(() => summarizeUsage({ database: { ...database, heavy }, logger }, now));
  await database.pool.query("ANALYZE");
  assert.deepEqual(await readOverviewUsage(ctx, "90d", undefined), before, "the sums differ from the counts");
  const [plain, read]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    plain.push(
      await timeOf(() => Promise.all(listPlainStatements(team, ctx).map((sql) => database.pool.query(sql)))),
    );
    read.push(await timeOf(() => readOverviewData(createContext(runtime, actor))));
  }
  await runtime.usage.stop();
  const [plainMs, readMs] = [median(plain), median(read)];
  console.log(
    `${name}: SQL ${plainMs.toFixed(1)} ms, overview ${readMs.toFixed(1)} ms: ${(readMs / plainMs).toFixed(2)} times; history added up in ${(summarizeMs / 1000).toFixed(1)} s`,
  );
  return [
    ...(readMs / plainMs > 3 ? [`${name}: more than three times the plain statements`] : []),
    ...(readMs > 300 ? [`${name}: more than 300 ms`] : []),
  ];
}

const faults: string[] = [];
const engines = process.argv[3]?.split(",") ?? ["server", "embedded"];
const { signal } = new AbortController();
if (engines.includes("server")) {
  const server = await startPostgres(signal);
  const database = await openDatabase({ databaseUrl: server.url, dataDirectory: "" }, logger, signal);
  await applyMigrations(database, logger, { signal });
  faults.push(...(await measure("PostgreSQL server", database)));
  await database.close();
  await server.stop();
}
if (engines.includes("embedded")) {
  const directory = await mkdtemp(join(tmpdir(), "team-usage-"));
  const database = await openDatabase({ databaseUrl: undefined, dataDirectory: directory }, logger, signal);
  await applyMigrations(database, logger, { signal });
  faults.push(...(await measure("embedded engine", database)));
  await database.close();
  await rm(directory, { recursive: true });
}
assert.deepEqual(faults, []);
