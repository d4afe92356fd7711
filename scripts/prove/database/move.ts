// Proof: a database with 100,000 keys and an audit log of 1,000,000 events is moved from the embedded database to PostgreSQL and
// back. Each way is killed twice (SIGKILL) and continues. An unfinished target is refused, a session and a key from before the
// move work afterward, and each way takes less than 15 minutes.
// `npm run prove -- move [keys] [events]`
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { unlimited } from "#e2e/support/verification/fleet.ts";
import { type ChainedEvent, computeEventHash, firstPrevHash, hashPersonal } from "#lib/domain/audit/chain.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { startPostgres } from "../../test/postgres-server.ts";

const keys = Number(process.argv[2] ?? 100_000);
const events = Number(process.argv[3] ?? 1_000_000);
const batch = 2_000;
const maxSeconds = 900;
/** At these shares of the whole, the command is killed. */
const killsAtPercent = [20, 60];

const folder = await mkdtemp(join(tmpdir(), "prove-move-"));
const source = join(folder, "source");
const back = join(folder, "back");
const logger = createLogger({ level: "error" });
const postgres = await startPostgres(new AbortController().signal);
const secrets = await loadInstanceSecrets(readConfig({ DATA_DIR: source }));
const secretSettings = { SESSION_SECRET: secrets.session.join(","), AUDIT_SECRET: secrets.audit.join(",") };
const onServer = { DATABASE_URL: postgres.url, ...secretSettings };

async function insertKeys(database: Database, team: TestTeam): Promise<void> {
  for (let from = 1; from <= keys; from += 10_000) {
    const range = [from, Math.min(from + 9_999, keys)];
    await database.pool.query(
      `INSERT INTO api_keys (id, team_id, environment_id, name, owner_type, owner_user_id, created_by_id, created_at, updated_at)
       SELECT 'key_' || lpad(n::text, 26, '0'), $3, $4, 'Key ' || n, 'user', $5, $5, now(), now()
       FROM generate_series($1::int, $2::int) n`,
      [...range, team.id, team.environments.development, team.owner.id],
    );
    await database.pool.query(
      `INSERT INTO key_secrets (id, key_id, hash, hint)
       SELECT 'sec_' || lpad(n::text, 26, '0'), 'key_' || lpad(n::text, 26, '0'), sha256(n::text::bytea), 'be_x'
       FROM generate_series($1::int, $2::int) n`,
      range,
    );
  }
}

/** A chain as the console writes it, in fewer statements. */
async function insertEvents(database: Database, team: TestTeam): Promise<void> {
  const [secret = ""] = secrets.audit;
  const startAtMs = Date.now() - events * 10;
  let prevHash: Uint8Array<ArrayBuffer> = new Uint8Array(firstPrevHash);
  for (let from = 1; from <= events; from += batch) {
    const data = Array.from({ length: Math.min(batch, events - from + 1) }, (_, index) => {
      const seq = from + index;
      const personal = {
        salt: `salt-${seq}`,
        address: "192.0.2.7",
        agent: "Mozilla/5.0 (X11; Linux x86_64)",
      };
      const changes = { name: { from: `Key ${seq}`, to: `Service ${seq}` } };
      const event = {
        id: createId("event"),
        chainId: team.id,
        seq: BigInt(seq),
        action: "key.update",
        actorType: "user",
        actorId: team.owner.id,
        targetType: "key",
        targetId: `key_${seq}`,
        changes,
        requestId: createId("request"),
        occurredAt: new Date(startAtMs + seq * 10),
        personalHash: new Uint8Array(hashPersonal(personal)),
      } satisfies ChainedEvent;
      const hash = new Uint8Array(computeEventHash(secret, event, prevHash));
      const row = { ...event, personal, prevHash, hash, secretId: fingerprintSecret(secret) };
      prevHash = hash;
      return row;
    });
    await database.prisma.auditEvent.createMany({ data });
  }
  await database.prisma.auditHead.create({
    data: { chainId: team.id, seq: BigInt(events), hash: prevHash },
  });
}

async function fill() {
  const database = await openDatabase({ dataDirectory: source, databaseUrl: undefined }, logger);
  await applyMigrations(database, logger);
  const team = await insertTeam(database);
  const { secret } = await insertKey(database, team, unlimited);
  const { cookie } = await insertLiveSession(database, { secrets }, team.owner.id);
  await insertKeys(database, team);
  await insertEvents(database, team);
  await database.close();
  return { secret, cookie };
}

interface AdminRun {
  code: number | null;
  text: string;
}

/** Runs a command as an operator does, and kills it at this share of the whole. */
async function runAdmin(
  words: string[],
  environment: Record<string, string>,
  { input = "", killAtPercent = Number.POSITIVE_INFINITY } = {},
): Promise<AdminRun> {
  const child = spawn(process.execPath, ["scripts/admin.ts", ...words], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += String(chunk);
      const percent = Number([...text.matchAll(/ (\d+) %/g)].at(-1)?.[1] ?? 0);
      if (percent >= killAtPercent) child.kill("SIGKILL");
    });
  }
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { code, text };
}

/** Is killed twice, and then continues to the end. `checkUnfinished` runs after the first kill. */
async function move(
  words: string[],
  environment: Record<string, string>,
  { input = "", checkUnfinished }: { input?: string; checkUnfinished: () => Promise<AdminRun> },
): Promise<void> {
  const startedAtMs = performance.now();
  let checkMs = 0;
  for (const killAtPercent of killsAtPercent) {
    const killed = await runAdmin(words, environment, { input, killAtPercent });
    assert.equal(killed.code, null, `it was not killed:\n${killed.text}`);
    console.log(`killed: ${killed.text.trim().split("\n").at(-1)}`);
    const checkedAtMs = performance.now();
    const refused = await checkUnfinished();
    checkMs += performance.now() - checkedAtMs;
    assert.equal(refused.code, 1, refused.text);
    assert.match(refused.text, /unfinished move/);
  }
  const done = await runAdmin(words, environment, { input });
  const seconds = (performance.now() - startedAtMs - checkMs) / 1000;
  console.log(`${done.text.trim()}\nin all ${seconds.toFixed(0)} s`);
  assert.equal(done.code, 0);
  assert.match(done.text, /Continuing the move/);
  assert.match(done.text, /The audit log is intact/);
  assert.ok(seconds <= maxSeconds, "too slow");
}

/** A console on the moved database verifies the key and knows the session, and its audit log has every event. */
async function checkConsole(environment: Record<string, string>, { secret, cookie }: typeof before) {
  const running = await startConsole({
    dataDirectory: environment.DATA_DIR ?? "",
    environment: { ...environment, AUTH_ANY_TEAM: "true", LOG_LEVEL: "warn" },
  });
  try {
    assert.equal(await requestAuth(running.origin, secret), 200);
    const person = await fetch(`${running.origin}/v1/api/me`, { headers: { cookie } });
    assert.equal(person.status, 200, await person.text());
    const verified = await runAdmin(["audit", "verify"], environment);
    assert.equal(verified.code, 0, verified.text);
    assert.match(verified.text.replaceAll(",", ""), new RegExp(`\\b${events}\\b`));
  } finally {
    await running.stop();
  }
}

const before = await fill();
try {
  console.log(`${keys} keys, ${events} events`);
  const address = new URL(postgres.url);
  const input = decodeURIComponent(address.password);
  address.password = "";
  const target = { ...onServer, DATA_DIR: join(folder, "server") };
  await move(
    ["move", "--to", address.href, "--password"],
    { DATA_DIR: source },
    {
      input,
      checkUnfinished: () => runAdmin(["status"], target),
    },
  );
  const marked = await runAdmin(["status"], { DATA_DIR: source });
  assert.match(marked.text, /was moved to postgresql:/);
  await checkConsole(target, before);
  console.log("the console on PostgreSQL verified the key and knew the session");

  const embedded = { ...secretSettings, DATA_DIR: back };
  await move(
    ["move", "--to", "embedded"],
    { ...onServer, DATA_DIR: back },
    {
      checkUnfinished: () => runAdmin(["status"], embedded),
    },
  );
  await checkConsole(embedded, before);
  console.log("the console on the embedded database verified the key and knew the session");
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
