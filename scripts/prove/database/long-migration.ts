// Proof: a migration that takes five minutes succeeds, even if the role has a statement time-out. A migration
// killed halfway leaves nothing behind and succeeds at the next start, and so does an index that is built
// concurrently.
// `npm run prove -- long-migration [seconds]`
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openServer, sessionName } from "#lib/platform/db/database.ts";
import { applyMigrations, readMigrationStatus } from "#lib/platform/db/migrations/migrations.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { startPostgres } from "../../test/postgres-server.ts";

const [first = "300", url, directory] = process.argv.slice(2);

async function migrate(databaseUrl: string, from: string): Promise<void> {
  const database = await openServer(databaseUrl, createLogger({ level: "info" }));
  await applyMigrations(database, createLogger({ level: "info" }), { directory: from });
  await database.close();
}

/** Starts a separate process that migrates, as a starting instance does. */
function startMigrating(databaseUrl: string, from: string) {
  return spawn(process.execPath, [process.argv[1] ?? "", "migrate", databaseUrl, from], { stdio: "inherit" });
}

async function prove(seconds: number): Promise<void> {
  const postgres = await startPostgres(new AbortController().signal);
  const migrations = await mkdtemp(join(tmpdir(), "long-migration-"));
  const scripts = {
    m0_fill: "CREATE TABLE things AS SELECT n AS id FROM generate_series(1, 3000000) n",
    m1_long: `ALTER TABLE things ADD COLUMN more int; SELECT pg_sleep(${seconds}); UPDATE things SET more = 1 WHERE id < 10`,
    m2_index: "CREATE INDEX CONCURRENTLY things_id_idx ON things (id)",
  };
  for (const [name, sql] of Object.entries(scripts)) {
    await mkdir(join(migrations, name));
    await writeFile(join(migrations, name, "migration.sql"), sql);
  }
  const database = await openServer(postgres.url, createLogger({ level: "error" }));
  try {
    await database.pool.query("ALTER ROLE CURRENT_USER SET statement_timeout = '5s'");
    const killedInLong = startMigrating(postgres.url, migrations);
    await waitFor(async () => (await readMigrationStatus(database, migrations)).applied.includes("m0_fill"));
    await wait(1_000);
    const { running } = await readMigrationStatus(database, migrations);
    console.log("status while it runs:", running);
    killedInLong.kill("SIGKILL");
    console.log("killed during the long migration; migrating again once the server has noticed");
    const killedInIndex = startMigrating(postgres.url, migrations);
    await waitFor(async () => (await listIndexes()).length > 0);
    killedInIndex.kill("SIGKILL");
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
      [sessionName],
    );
    await wait(500);
    console.log("killed while the index was being built, valid:", await listIndexes());
    const [code] = await once(startMigrating(postgres.url, migrations), "exit");
    assert.equal(code, 0);
    assert.deepEqual((await readMigrationStatus(database, migrations)).pending, []);
    assert.deepEqual(await listIndexes(), [true]);
    console.log(`a migration of ${seconds} s succeeded; the index is valid`);
  } finally {
    await database.close();
    await postgres.stop();
    await rm(migrations, { recursive: true });
  }

  async function listIndexes(): Promise<boolean[]> {
    const { rows } = await database.pool.query<{ valid: boolean }>(
      "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('things_id_idx')",
    );
    return rows.map(({ valid }) => valid);
  }
}

async function waitFor(isThere: () => Promise<boolean>): Promise<void> {
  while (!(await isThere())) await wait(20);
}

if (url === undefined || directory === undefined) await prove(Number(first));
else await migrate(url, directory);
