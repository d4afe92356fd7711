import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { startTcpRelay, type TcpRelay } from "#e2e/support/servers/tcp-relay.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";
import { type Database, openServer } from "#lib/platform/db/database.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createKnownKeys } from "#lib/verification/cache/known-keys.ts";
import { type PostgresServer, startPostgres, startStandby } from "../../../scripts/test/postgres-server.ts";
import { type Following, followChanges } from "./follow-changes.ts";

const logger = createLogger({ level: "silent" });

async function run(url: string, statements: readonly [string, unknown[]?][]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  for (const [text, values] of statements) await client.query(text, values);
  await client.end();
}

function addressOf(...servers: readonly PostgresServer[]): string {
  const [first] = servers.map(({ url }) => new URL(url));
  const hosts = servers.map(({ url }) => new URL(url).host).join(",");
  return `postgresql://${first?.username}:${first?.password}@${hosts}/postgres?target_session_attrs=read-write`;
}

const never = new AbortController().signal;
let primary: PostgresServer;
let standby: PostgresServer;
let relay: TcpRelay;
let database: Database;
let following: Following | undefined;

beforeAll(async () => {
  primary = await startPostgres(never);
  const upstream = new URL(primary.url);
  relay = await startTcpRelay({ host: upstream.hostname, port: Number(upstream.port) });
  upstream.port = String(relay.port);
  standby = await startStandby(upstream.href, never);
  // The standby comes first, so its host must be skipped.
  database = await openServer(addressOf(standby, primary), logger);
  await applyMigrations(database, logger);
});

afterAll(async () => {
  await following?.stop();
  await database.close();
  await relay.stop();
  await standby.stop();
  await primary.stop();
});

/** Advances the transaction id. */
const advanceSql = "SELECT pg_current_xact_id()";

test("trusts no key from memory after a failover to a standby that lagged behind", async () => {
  const team = await insertTeam(database);
  const { id, secret } = await insertKey(database, team);
  await vi.waitFor(async () => {
    const client = new pg.Client(standby.url);
    await client.connect();
    const { rows } = await client
      .query("SELECT 1 FROM api_keys WHERE id = $1", [id])
      .catch(() => ({ rows: [] }));
    await client.end();
    expect(rows).toHaveLength(1);
  }, 10_000);
  const keys = createKnownKeys(database, { maxKeys: 100, outageMs: 300_000 });
  following = followChanges({ database, keys, logger });
  await vi.waitFor(async () => {
    await keys.find(secret);
    expect(keys.find(secret)).not.toBeInstanceOf(Promise);
  });
  await relay.cut();
  await run(
    primary.url,
    Array.from({ length: 42 }, () => [advanceSql] as [string]),
  );
  await vi.waitFor(() => expect(keys.count().lagMs).toBeLessThan(50), { timeout: 5_000, interval: 5 });
  await primary.crash();
  // When this instance reconnects, the transaction ids of the new primary are already higher than the last one it read.
  await run(standby.url, [
    ["SELECT pg_promote()"],
    ["UPDATE api_keys SET revoked_at = now() WHERE id = $1", [id]],
    ["INSERT INTO invalidations (kind, subject_id) VALUES ('key', $1)", [id]],
    ...Array.from({ length: 60 }, () => [advanceSql] as [string]),
  ]);
  const promotedAtMs = performance.now();
  await vi.waitFor(async () => expect((await keys.find(secret))?.revokedAtMs).toBeTypeOf("number"), {
    timeout: 10_000,
    interval: 20,
  });
  expect(performance.now() - promotedAtMs).toBeLessThan(5_000);
  // Writes and lookups go to the new primary, without a restart.
  await insertKey(database, team);
  expect(await keys.find(createSecret())).toBeNull();
});

test("rejects a DATABASE_URL that names only a standby", async () => {
  await primary.resume();
  const url = new URL(primary.url);
  const ownStandby = await startStandby(url.href, never);
  await expect(openServer(ownStandby.url, logger)).rejects.toThrow(
    "The database at DATABASE_URL cannot be used: it is a standby",
  );
  await ownStandby.stop();
});
