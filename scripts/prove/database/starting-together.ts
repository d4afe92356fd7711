// Proof: five instances that start at the same time on an empty database of one PostgreSQL server, or on one
// from an older version, all start without a stack trace, and the database is migrated once.
// `npm run prove -- starting-together [rounds]`
import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { openServer } from "#lib/platform/db/database.ts";
import { listMigrationNames, migrationsDirectory } from "#lib/platform/db/migrations/migration-files.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { startPostgres } from "../../test/postgres-server.ts";

const rounds = Number(process.argv[2] ?? 20);
const instances = 5;
const settings = { SESSION_SECRET: "s".repeat(32), AUDIT_SECRET: "a".repeat(32), LOG_LEVEL: "info" };

const postgres = await startPostgres(new AbortController().signal);
const admin = new pg.Client(postgres.url);
await admin.connect();
const names = await listMigrationNames();
const [first = ""] = names;
const older = await mkdtemp(join(tmpdir(), "older-"));
await cp(join(migrationsDirectory, first), join(older, first), { recursive: true });

async function createDatabase(name: string, isOld: boolean): Promise<string> {
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  if (isOld) {
    const database = await openServer(url.href, createLogger({ level: "error" }));
    await applyMigrations(database, createLogger({ level: "error" }), { directory: older });
    await database.close();
  }
  return url.href;
}

async function startTogether(url: string): Promise<void> {
  const environment = { ...settings, DATABASE_URL: url };
  const started = await Promise.allSettled(
    Array.from({ length: instances }, () => startConsole({ environment })),
  );
  const up = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const outputs = up.map((instance) => instance.readOutput());
  await Promise.all(up.map((instance) => instance.stop()));
  for (const result of started) if (result.status === "rejected") throw result.reason;
  const traces = outputs.filter((output) => /\n {4}at /.test(output));
  assert.deepEqual(traces, [], "a stack trace was printed");
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(
    "SELECT migration_name AS name FROM _prisma_migrations ORDER BY migration_name",
  );
  await client.end();
  assert.deepEqual(
    rows.map(({ name }) => name),
    names,
    "a migration is missing or applied twice",
  );
}

try {
  for (let round = 1; round <= rounds; round++) {
    for (const isOld of [false, true]) {
      const name = `round_${round}_${isOld ? "old" : "empty"}`;
      await startTogether(await createDatabase(name, isOld));
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      console.log(`${name}: ${instances} of ${instances} started`);
    }
  }
} finally {
  await admin.end();
  await postgres.stop();
  await rm(older, { recursive: true });
}
