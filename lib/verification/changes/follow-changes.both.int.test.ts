import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startTcpRelay, type TcpRelay } from "#e2e/support/servers/tcp-relay.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";
import { createChanges } from "#lib/platform/db/changes.ts";
import { type Database, openServer } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { createKnownKeys, type KnownKeys } from "#lib/verification/cache/known-keys.ts";
import { type Following, followChanges } from "./follow-changes.ts";

let database: Database;
let team: TestTeam;
const running: Following[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  team = await insertTeam(database);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((following) => following.stop()));
});

afterAll(async () => {
  await database.close();
});

/** Another instance, which learns of changes only through the database. */
function startInstance(): KnownKeys {
  const other = { ...database, changes: createChanges() };
  const keys = createKnownKeys(other, { maxKeys: 100, outageMs: 300_000 });
  running.push(followChanges({ database: other, keys, logger: createLogger({ level: "silent" }) }));
  return keys;
}

/** Starts an instance that has a key in memory. */
async function startWithKey() {
  const keys = startInstance();
  const { id, secret } = await insertKey(database, team);
  await vi.waitFor(async () => {
    await keys.find(secret);
    expect(keys.find(secret)).not.toBeInstanceOf(Promise);
  });
  const isRevoked = async () => typeof (await keys.find(secret))?.revokedAtMs === "number";
  expect(await isRevoked()).toBe(false);
  return { id, keys, isRevoked };
}

const revokeSql = "UPDATE api_keys SET revoked_at = now() WHERE id = $1";
const recordSql = "INSERT INTO invalidations (kind, subject_id) VALUES ('key', $1)";

test("applies a change without a notification", async () => {
  const { id, isRevoked } = await startWithKey();
  await database.pool.query(revokeSql, [id]);
  await database.pool.query(recordSql, [id]);
  await vi.waitFor(async () => expect(await isRevoked()).toBe(true), 5_000);
});

test("uses the database's clock", async () => {
  const { keys } = await startWithKey();
  const { rows } = await database.pool.query<{ ms: string }>(
    "SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms",
  );
  expect(Math.abs(keys.clock.now() - Number(rows[0]?.ms))).toBeLessThan(1_000);
});

// As `pg_restore --clean` does: the tables are created again with other rows, and transaction ids continue.
test("detects a restore in place, for which no change is recorded", async () => {
  const { id, isRevoked } = await startWithKey();
  const client = await asOwner(database).pool.connect();
  await client.query("BEGIN");
  await client.query("CREATE TEMPORARY TABLE backup ON COMMIT DROP AS SELECT * FROM key_secrets");
  await client.query("TRUNCATE key_secrets");
  await client.query("INSERT INTO key_secrets SELECT * FROM backup");
  await client.query(revokeSql, [id]);
  await client.query("COMMIT");
  client.release();
  await vi.waitFor(async () => expect(await isRevoked()).toBe(true), 5_000);
});

const serverUrl = process.env.TEST_DATABASE_URL;

async function readDatabaseName(): Promise<string> {
  const { rows } = await database.pool.query<{ name: string }>("SELECT current_database() AS name");
  return rows[0]?.name ?? "";
}

async function connect(): Promise<pg.Client> {
  const url = new URL(serverUrl ?? "");
  url.pathname = `/${await readDatabaseName()}`;
  const client = new pg.Client(url.href);
  await client.connect();
  return client;
}

// The embedded database has one session, so no other transaction can stay open and no connection listens.
if (serverUrl !== undefined) {
  test("acknowledges a change only when every instance has dropped its copy", async () => {
    running.push(
      followChanges({ database, keys: startInstance(), logger: createLogger({ level: "silent" }) }),
    );
    const { id, keys } = await startWithKey();
    for (let round = 0; round < 50; round++) {
      const { secret } = await insertKey(database, team);
      await keys.find(secret);
      const { record } = (await keys.find(secret)) ?? {};
      expect(record?.revokedAtMs).toBeNull();
      await withTransaction(database, async (tx) => {
        await tx.apiKey.updateMany({
          where: { id: record?.keyId ?? "", teamId: team.id },
          data: { revokedAt: new Date() },
        });
        await recordInvalidation(tx, "key", record?.keyId ?? "");
      });
      expect((await keys.find(secret))?.revokedAtMs).toBeTypeOf("number");
    }
    expect(id).toMatch(/^key_/);
  });

  test("applies a change whose transaction began earlier but committed later than others", async () => {
    const slow = await connect();
    const { id, keys, isRevoked } = await startWithKey();
    await slow.query("BEGIN");
    await slow.query(revokeSql, [id]);
    await slow.query(recordSql, [id]);
    const later = await startWithKey();
    await database.pool.query(recordSql, [later.id]);
    const confirmedAtMs = performance.now();
    await vi.waitFor(
      () => expect(performance.now() - keys.count().lagMs).toBeGreaterThan(confirmedAtMs),
      5_000,
    );
    expect(await isRevoked()).toBe(false);
    await slow.query("COMMIT");
    await slow.end();
    await vi.waitFor(async () => expect(await isRevoked()).toBe(true), 5_000);
  });

  test("follows changes again each time its listening connection is cut", async () => {
    const { id, keys, isRevoked } = await startWithKey();
    for (let round = 0; round < 3; round++) {
      await database.pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'byteengine-invalidations'",
      );
      const cutAtMs = performance.now();
      await vi.waitFor(() => expect(performance.now() - keys.count().lagMs).toBeGreaterThan(cutAtMs), 5_000);
    }
    await database.pool.query(revokeSql, [id]);
    await database.pool.query(recordSql, [id]);
    await vi.waitFor(async () => expect(await isRevoked()).toBe(true), 5_000);
  });

  test.each([
    ["refuses connections", (relay: TcpRelay) => relay.cut()],
    ["does not respond", async (relay: TcpRelay) => relay.swallow()],
  ])(
    "when the database %s, keys in memory keep working, others are unavailable, and it recovers by itself",
    async (_, block) => {
      const url = new URL(serverUrl);
      const relay = await startTcpRelay({ host: url.hostname, port: Number(url.port) });
      url.port = String(relay.port);
      url.pathname = `/${await readDatabaseName()}`;
      const logger = createLogger({ level: "silent" });
      const relayed = await openServer(url.href, logger);
      const keys = createKnownKeys(relayed, { maxKeys: 100, outageMs: 300_000 });
      const following = followChanges({ database: relayed, keys, logger });
      const { secret: known } = await insertKey(database, team);
      const { secret: revoked } = await insertKey(database, team, { revokedAt: new Date() });
      const { secret: unseen } = await insertKey(database, team);
      await vi.waitFor(async () => {
        for (const secret of [known, revoked]) await keys.find(secret);
        expect(keys.find(known)).not.toBeInstanceOf(Promise);
      });
      await block(relay);
      // Longer than the lease.
      while (keys.count().stale < 20) {
        expect(await keys.find(known)).toMatchObject({ revokedAtMs: null });
        expect(await keys.find(revoked)).toMatchObject({ revokedAtMs: expect.any(Number) });
        await expect(Promise.resolve(keys.find(createSecret()))).rejects.toThrow();
      }
      await relay.restore();
      await vi.waitFor(async () => expect(await keys.find(unseen)).not.toBeNull(), 10_000);
      await vi.waitFor(() => expect(keys.find(known)).not.toBeInstanceOf(Promise), 10_000);
      await following.stop();
      await relayed.close();
      await relay.stop();
    },
  );
}
