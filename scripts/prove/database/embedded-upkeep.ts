// Proof: on the embedded database, listing the keys of a team with 100,000 keys stays below 50 ms, and the
// number of dead rows stays limited, while a day of usage is written in a short time. Prints the longest
// pauses.
// `npm run prove -- embedded-upkeep [keys] [rounds]`
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { unlimited } from "#e2e/support/verification/fleet.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { joinDatabase, openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";

const total = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 40);
const batch = 2_000;
/** In every round, this many keys are used once: 40 rounds are 400,000 changed rows in each of two tables. */
const usedPerRound = 10_000;
/** Rows per statement. A longer statement would delay the upkeep and count as its pause. */
const usedPerStatement = 500;
const maxPauseMs = 200;

const dataDirectory = await mkdtemp(join(tmpdir(), "byteengine-upkeep-"));
const config = { dataDirectory, databaseUrl: undefined };
const logger = createLogger({ level: "error" });

async function insertKeys(database: Database, team: TestTeam): Promise<void> {
  for (let start = 0; start < total; start += batch) {
    const ids = Array.from({ length: batch }, () => createId("key"));
    await database.prisma.apiKey.createMany({
      data: ids.map((id, index) => ({
        id,
        teamId: team.id,
        environmentId: team.environments.development ?? "",
        name: `worker ${start + index}`,
        ownerType: "user" as const,
        ownerUserId: team.owner.id,
        createdById: team.owner.id,
        createdAt: new Date(Date.now() - (start + index) * 1_000),
      })),
    });
    await database.prisma.keySecret.createMany({
      data: ids.map((keyId) => ({
        id: createId("secret"),
        keyId,
        hash: new Uint8Array(randomBytes(32)),
        hint: `be_${randomBytes(3).toString("hex")}…${randomBytes(2).toString("hex")}`,
      })),
    });
  }
}

/** Writes in small statements, as the console writes usage. */
async function writeUses(outside: Database, first: number): Promise<void> {
  for (const table of ["api_keys", "key_secrets"]) {
    const { rows } = await outside.pool.query<{ id: string }>(
      `SELECT id FROM ${table} ORDER BY id OFFSET $1 LIMIT $2`,
      [first, usedPerRound],
    );
    for (let start = 0; start < rows.length; start += usedPerStatement) {
      const ids = rows.slice(start, start + usedPerStatement).map(({ id }) => id);
      await outside.pool.query(`UPDATE ${table} SET last_used_at = now() WHERE id = ANY ($1)`, [ids]);
    }
  }
}

async function prepare(): Promise<string> {
  const database = await openDatabase(config, logger);
  await applyMigrations(database, logger);
  const team = await insertTeam(database);
  const caller = await insertKey(database, team, unlimited);
  await insertKeys(database, team);
  await database.close();
  return caller.secret;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function readMemoryMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

const secret = await prepare();
const running = await startConsole({ dataDirectory, environment: { LOG_LEVEL: "debug" } });
const listOnce = async () => {
  const startedAt = performance.now();
  const response = await fetch(`${running.origin}/v1/api/keys?limit=50`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  await response.arrayBuffer();
  assert.equal(response.status, 200);
  return performance.now() - startedAt;
};

try {
  console.log(`first list of ${total} keys: ${Math.round(await listOnce())} ms`);
  await wait(1_000);
  console.log(`second list: ${Math.round(await listOnce())} ms`);
  const outside = await joinDatabase(config, logger);
  const listMs: number[] = [];
  let maxDead = 0;
  for (let round = 0; round < rounds; round++) {
    await writeUses(outside, (round * usedPerRound) % total);
    const until = performance.now() + 3_000;
    while (performance.now() < until) {
      listMs.push(await listOnce());
      await wait(10);
    }
    const { rows } = await outside.pool.query("SELECT max(n_dead_tup)::int AS dead FROM pg_stat_user_tables");
    maxDead = Math.max(maxDead, rows[0].dead);
  }
  await outside.close();
  const upkeep = [...running.readOutput().matchAll(/"statement":"([^"]*)".*?"ms":(\d+)/g)].map((match) => ({
    statement: match[1] ?? "",
    ms: Number(match[2]),
  }));
  const longest = upkeep.sort((a, b) => b.ms - a.ms).slice(0, 5);
  console.log(
    `list: p50 ${quantile(listMs, 0.5).toFixed(1)} ms, p99 ${quantile(listMs, 0.99).toFixed(1)} ms, max ${Math.max(...listMs).toFixed(0)} ms`,
  );
  console.log(
    `dead rows in one table: at most ${maxDead}, of ${(rounds * usedPerRound).toLocaleString("en")} changed rows`,
  );
  console.log(
    `${upkeep.length} upkeep statements, the longest:`,
    longest.map(({ statement, ms }) => `${ms} ms ${statement}`).join("; "),
  );
  console.log(`memory at the end: ${await readMemoryMb(running.pid)} MB`);
  assert.ok(quantile(listMs, 0.5) <= 50, "the list is too slow");
  assert.ok(maxDead <= 0.5 * total, "too many dead rows");
  assert.ok((longest[0]?.ms ?? 0) <= maxPauseMs, "the upkeep's pauses are too long");
} finally {
  await running.stop();
  await rm(dataDirectory, { recursive: true });
}
