// Proof: a running console on the embedded database has 100,000 keys and an audit log, verifies keys, and takes 200
// changes a second, made over two connections by callers that share one pace. A backup of it is restored into PostgreSQL. Every key that was acknowledged before the backup
// began verifies there, and all chains are whole. Backup and restore take at most 60 seconds each, changes never wait
// for more than 2 seconds, and no verification fails. Damaged and cut files and a wrong passphrase are refused.
// `npm run prove -- backup [keys]`
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { createContext, createTestRuntime, insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { unlimited } from "#e2e/support/verification/fleet.ts";
import { runConcurrently } from "#e2e/support/verification/revoke-and-verify.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { joinDatabase } from "#lib/platform/db/open/open-database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { startPostgres } from "../../test/postgres-server.ts";

const total = Number(process.argv[2] ?? 100_000);
const changesPerSecond = 200;
/** While some changes wait for the database, the others keep the pace. */
const callersPerConnection = 3;
/** The pace is reached if at most 5% is missing. */
const minChangesPerSecond = changesPerSecond * 0.95;
const maxSeconds = 60;
const maxPauseMs = 2_000;
const passphrase = "correct horse battery staple";

const folder = await mkdtemp(join(tmpdir(), "prove-backup-"));
const dataDirectory = join(folder, "source");
const embedded = await startConsole({
  dataDirectory,
  environment: { LOG_LEVEL: "warn", AUTH_ANY_TEAM: "true" },
});
const config = readConfig({ DATA_DIR: dataDirectory });
const database = await joinDatabase(config, createLogger({ level: "error" }));
const second = await joinDatabase(config, createLogger({ level: "error" }));
const secrets = await loadInstanceSecrets(config);
const runtime = { ...createTestRuntime(database, config), secrets };
const team = await insertTeam(database);
const context = createContext(runtime, { type: "system", name: "prove" });
const postgres = await startPostgres(new AbortController().signal);

/** Runs a command as an operator does. Returns its exit code and how long it took. */
async function runAdmin(words: string[], environment: Record<string, string> = {}, input = "") {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, ["scripts/admin.ts", ...words], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, DATA_DIR: dataDirectory, ...environment },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(String(chunk)));
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { code: Number(code), text: output.join(""), seconds: (performance.now() - startedAtMs) / 1000 };
}

/** Many keys and one event for each, in transactions of a thousand. */
async function fill(): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let done = 0; done < total; ) {
    const count = Math.min(1_000, total - done);
    acknowledged.push(await insertMany(count));
    done += count;
  }
  return acknowledged;
}

/** Returns the secret of the last of them: verifying each would measure verification. */
async function insertMany(count: number): Promise<string> {
  const last = await insertKey(database, team, unlimited);
  await database.pool.query(
    `INSERT INTO api_keys (id, team_id, environment_id, name, owner_type, owner_user_id, created_by_id, created_at, updated_at)
     SELECT 'key_' || md5($1 || n), $2, $3, 'Key ' || n, 'user', $4, $4, now(), now() FROM generate_series(2, $5::int) n`,
    [last.id, team.id, team.environments.development, team.owner.id, count],
  );
  await database.pool.query(
    `INSERT INTO key_secrets (id, key_id, hash, hint)
     SELECT 'sec_' || md5($1 || n), 'key_' || md5($1 || n), sha256(convert_to($1 || n, 'UTF8')), 'be_x' FROM generate_series(2, $2::int) n`,
    [last.id, count],
  );
  await withTransaction(database, async (tx) => {
    for (let index = 0; index < 10; index++) await writeEvent(tx, last.id);
  });
  return last.secret;
}

function writeEvent(tx: Parameters<typeof emitAudit>[0], id: string): Promise<void> {
  return emitAudit(tx, context, {
    teamId: team.id,
    action: "key.create",
    target: { type: "key", id },
    changes: { name: createId("request") },
  });
}

const acknowledged = await fill();
console.log(`${total} keys, ${acknowledged.length} of them are verified`);

let isRunning = true;
let slowestChangeMs = 0;
let changes = 0;
/** A key without limits and its secret, in one statement: a client that creates it with Prisma takes a processor of its own. */
async function insertPlainKey({ pool }: Database): Promise<{ id: string; secret: string }> {
  const [id, secret] = [createId("key"), createSecret()];
  await pool.query(
    `WITH key AS (
       INSERT INTO api_keys (id, team_id, environment_id, name, owner_type, owner_user_id, created_by_id,
         rate_limit_per_minute, rate_limit_per_10_seconds, created_at, updated_at)
       VALUES ($1, $2, $3, 'Plain', 'user', $4, $4, $5, $6, now(), now()) RETURNING id)
     INSERT INTO key_secrets (id, key_id, hash, hint) SELECT $7, id, $8, 'be_x' FROM key`,
    [
      id,
      team.id,
      team.environments.development,
      team.owner.id,
      unlimited.rateLimitPerMinute,
      unlimited.rateLimitPer10Seconds,
      createId("secret"),
      hashSecret(secret),
    ],
  );
  return { id, secret };
}

/** Two changes, a key and its event, in one transaction each. */
async function change(connection: Database): Promise<void> {
  const startedAtMs = performance.now();
  const key = await insertPlainKey(connection);
  await withTransaction(connection, (tx) => writeEvent(tx, key.id));
  slowestChangeMs = Math.max(slowestChangeMs, performance.now() - startedAtMs);
  changes += 2;
  acknowledged.push(key.secret);
}

/** All callers share one pace: each takes the next moment at which two changes are due. */
async function keepChanging(): Promise<void> {
  const startedAtMs = performance.now();
  let taken = 0;
  const call = async (connection: Database) => {
    while (isRunning) {
      const dueMs = startedAtMs + (taken / changesPerSecond) * 1000;
      taken += 2;
      const early = dueMs - performance.now();
      if (early > 0) await wait(early);
      await change(connection);
    }
  };
  const callers = Array.from({ length: callersPerConnection }, () => [database, second]).flat();
  await Promise.all(callers.map(call));
}

let verified = 0;
let failed = 0;
let slowestMs = 0;
async function keepVerifying(secret: string): Promise<void> {
  while (isRunning) {
    const startedAtMs = performance.now();
    if ((await requestAuth(embedded.origin, secret)) !== 200) failed += 1;
    slowestMs = Math.max(slowestMs, performance.now() - startedAtMs);
    verified += 1;
    await wait(2);
  }
}

try {
  const busy = [keepChanging(), keepVerifying(acknowledged[0] ?? "")];
  await wait(2_000);
  const before = [...acknowledged];
  const file = join(folder, "backup");
  const changesBefore = changes;
  const backup = await runAdmin(["backup", file, "--passphrase"], {}, passphrase);
  const rate = (changes - changesBefore) / backup.seconds;
  isRunning = false;
  await Promise.all(busy);
  console.log(backup.text.trim());
  console.log(
    `backup: ${backup.seconds.toFixed(1)} s during ${rate.toFixed(0)} changes/s; the slowest change took ${slowestChangeMs.toFixed(0)} ms; ${verified} verifications, ${failed} failed, slowest ${slowestMs.toFixed(0)} ms`,
  );
  assert.equal(backup.code, 0);
  assert.ok(
    rate >= minChangesPerSecond,
    `only ${rate.toFixed(0)} changes/s of ${changesPerSecond} ran while the backup was written: run this on a quieter machine`,
  );
  const target = {
    DATA_DIR: join(folder, "target"),
    DATABASE_URL: postgres.url,
    SESSION_SECRET: secrets.session.join(","),
    AUDIT_SECRET: secrets.audit.join(","),
  };
  const refused = await runAdmin(["restore", file, "--passphrase"], target, "another passphrase");
  assert.equal(refused.code, 1, refused.text);
  const bytes = await readFile(file);
  const damaged = join(folder, "damaged");
  for (let round = 0; round < 5; round++) {
    const at = Math.floor(Math.random() * bytes.length);
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (round % 8));
    await writeFile(damaged, flipped);
    assert.equal(
      (await runAdmin(["restore", damaged, "--passphrase"], target, passphrase)).code,
      1,
      `byte ${at}`,
    );
    await truncate(damaged, at);
    assert.equal(
      (await runAdmin(["restore", damaged, "--passphrase"], target, passphrase)).code,
      1,
      `cut ${at}`,
    );
  }
  console.log("5 flipped bytes, 5 cut files and a wrong passphrase were refused");
  const restore = await runAdmin(["restore", file, "--passphrase"], target, passphrase);
  console.log(`restore into PostgreSQL: ${restore.seconds.toFixed(1)} s\n${restore.text.trim()}`);
  assert.equal(restore.code, 0, restore.text);
  const console2 = await startConsole({
    environment: { ...target, SERVE: "api", AUTH_ANY_TEAM: "true", LOG_LEVEL: "warn" },
  });
  const answers = await runConcurrently(before, 16, (secret) => requestAuth(console2.origin, secret));
  await console2.stop();
  const wrong = answers.filter((answer) => answer !== 200).length;
  console.log(`${before.length} keys from before the backup verified, ${wrong} wrong`);
  assert.equal(wrong, 0);
  assert.equal(failed, 0);
  assert.ok(slowestChangeMs <= maxPauseMs, "a change waited too long");
  assert.ok(backup.seconds <= maxSeconds && restore.seconds <= maxSeconds, "too slow");
} finally {
  isRunning = false;
  await runtime.close();
  await second.close();
  await database.close();
  await embedded.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
