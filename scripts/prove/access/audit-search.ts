// Proof: in a log of 1,000,000 events on a PostgreSQL server, and of 100,000 on the embedded engine, each step of a search
// takes less than 200 ms, so that what else the database does waits at most that long, and a search reads at most 100,000
// events and stops in the step that exceeds a second.
// `npm run prove -- audit-search [rounds] [server,embedded]`
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
import type { AuditFilter } from "#lib/contract/team/audit-events.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { searchAuditEvents } from "#lib/services/audit/list.ts";
import { createEventReader } from "#lib/services/audit/read-events.ts";
import { authorize } from "#lib/services/authorize.ts";
import { startPostgres } from "../../test/postgres-server.ts";

const rounds = Number(process.argv[2] ?? 5);
const keys = 12_000;
const maxStepMs = 200;
const maxWholeMs = 1_000 + 2 * maxStepMs;
const logger = createLogger({ level: "error" });

/** 12,000 keys, and events of their owner over a year. The 100th event is the only one from its address. */
async function insertLog(database: Database, team: TestTeam, events: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO api_keys (id, team_id, environment_id, name, owner_type, owner_user_id, created_by_id, created_at, updated_at)
     SELECT 'key_' || lpad(n::text, 26, '0'), $1, $2, 'Service no. ' || n, 'user', $3, $3, now(), now()
     FROM generate_series(1, ${keys}) n`,
    [team.id, team.environments.production, team.owner.id],
  );
  const batch = 50_000;
  for (let from = 1; from <= events; from += batch) {
    await database.pool.query(
      `INSERT INTO audit_events (id, chain_id, seq, action, actor_type, actor_id, target_type, target_id, changes, request_id,
         occurred_at, prev_hash, hash, personal, personal_hash)
       SELECT 'evt_' || lpad(n::text, 26, '0'), $1, n, (ARRAY['key.create','key.update','key.rotate','key.delete'])[1 + n % 4],
         'user', $2, 'key', 'key_' || lpad((1 + n % ${keys})::text, 26, '0'),
         '{"name": {"from": "Old name", "to": "New name"}, "allowedIps": {"from": [], "to": ["192.0.2.0/24"]}}',
         'req_' || lpad(n::text, 26, '0'), now() - interval '365 days' * (1 - n::float8 / ${events}),
         sha256(n::text::bytea), sha256(n::text::bytea),
         jsonb_build_object('salt', md5(n::text), 'agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
           'address', CASE n WHEN 100 THEN '198.51.100.100' ELSE '192.0.2.' || n % 250 END), sha256(n::text::bytea)
       FROM generate_series($3::int, $4::int) n`,
      [team.id, team.owner.id, from, Math.min(from + batch - 1, events)],
    );
  }
  await database.pool.query("INSERT INTO audit_heads (chain_id, seq, hash) VALUES ($1, $2::bigint, '')", [
    team.id,
    events,
  ]);
  await database.pool.query("ANALYZE");
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? assert.fail();
}

const searches = (team: TestTeam): Record<string, AuditFilter> => ({
  "frequent words": { q: `${team.owner.name} rotated` },
  "one key of 12,000": { q: "service 4711" },
  "all 12,000 keys, a rare action": { q: "service invited" },
  "nothing that exists": { q: "xyzzy" },
  "seven letters that all keys have, and nothing that exists": { q: "s e r v i c n xyzzy" },
  "an address, a year ago": { q: "198.51.100.100" },
  "that address with dates": {
    q: "198.51.100.100",
    to: new Date(Date.now() - 360 * 86_400_000),
  },
});

async function measure(name: string, database: Database, events: number): Promise<string[]> {
  const team = await insertTeam(database);
  await insertLog(database, team, events);
  const runtime = createTestRuntime(database);
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  const scope = authorize(ctx, "audit:read");
  const faults: string[] = [];
  for (const [label, filter] of Object.entries(searches(team))) {
    const [whole, steps]: [number[], number[]] = [[], []];
    let result = "";
    for (let round = 0; round < rounds; round++) {
      whole.push(
        await timeOf(async () => {
          const page = await searchAuditEvents(ctx, { ...filter, limit: 50 });
          result = `${page.data.length} events, ${page.searchedBackTo === null ? "complete" : "continues"}`;
        }),
      );
      const read = await createEventReader(database.heavy.prisma, scope, filter);
      steps.push(await timeOf(() => read(null, 51)));
    }
    const [wholeMs, stepMs] = [median(whole), median(steps)];
    console.log(
      `${name}, ${events} events, ${label}: ${wholeMs.toFixed(0)} ms, a step ${stepMs.toFixed(0)} ms (${result})`,
    );
    if (wholeMs > maxWholeMs) faults.push(`${name}: ${label} takes ${wholeMs.toFixed(0)} ms`);
    if (stepMs > maxStepMs) faults.push(`${name}: a step of ${label} takes ${stepMs.toFixed(0)} ms`);
  }
  await runtime.usage.stop();
  return faults;
}

const faults: string[] = [];
const engines = process.argv[3]?.split(",") ?? ["server", "embedded"];
const directory = await mkdtemp(join(tmpdir(), "audit-search-"));
const { signal } = new AbortController();
if (engines.includes("server")) {
  const server = await startPostgres(signal);
  const database = await openDatabase({ databaseUrl: server.url, dataDirectory: "" }, logger, signal);
  await applyMigrations(database, logger, { signal });
  faults.push(...(await measure("PostgreSQL server", database, 1_000_000)));
  await database.close();
  await server.stop();
}
if (engines.includes("embedded")) {
  const database = await openDatabase({ databaseUrl: undefined, dataDirectory: directory }, logger, signal);
  await applyMigrations(database, logger, { signal });
  faults.push(...(await measure("embedded engine", database, 100_000)));
  await database.close();
}
await rm(directory, { recursive: true });
assert.deepEqual(faults, []);
