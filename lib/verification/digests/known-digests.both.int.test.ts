import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import { createChanges } from "#lib/platform/db/changes.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createKnownKeys } from "#lib/verification/cache/known-keys.ts";
import { type Following, followChanges } from "#lib/verification/changes/follow-changes.ts";

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

/** An instance that learns of changes only through the database, with the statements of its lookups. */
function startInstance({ isFollowing = true } = {}) {
  const statements: string[] = [];
  /** How its polls for changes behave. */
  const polls = { delayMs: 0, isBroken: false };
  const lookUpPool = withQuery(database.lookUpPool, async (statement) => {
    statements.push(statement);
  });
  const delayPoll = async (statement: string) => {
    if (!statement.includes("pg_current_snapshot")) return;
    await wait(polls.delayMs);
    if (polls.isBroken) throw new Error("the poll failed");
  };
  const { createListener } = database;
  const other: Database = {
    ...database,
    lookUpPool,
    pool: withQuery(database.pool, delayPoll),
    createListener: createListener && (() => withQuery(createListener(), delayPoll)),
    changes: createChanges(),
  };
  const keys = createKnownKeys(other, { maxKeys: 100, outageMs: 300_000 });
  if (isFollowing) {
    running.push(followChanges({ database: other, keys, logger: createLogger({ level: "silent" }) }));
  }
  const countLookups = () => statements.filter((text) => text.includes("api_keys")).length;
  return { keys, polls, statements, countLookups };
}

/** The same connection or pool, but each query first waits for `before`. */
function withQuery<Connection extends pg.Pool | pg.Client>(
  connection: Connection,
  before: (statement: string) => Promise<void>,
): Connection {
  const query = async (statement: string | pg.QueryConfig, values: unknown[]) => {
    await before(typeof statement === "string" ? statement : statement.text);
    return connection.query(statement, values);
  };
  return new Proxy(connection, {
    get: (target, name) => {
      if (name === "query") return query;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

async function startLoaded() {
  const instance = startInstance();
  await vi.waitFor(async () => {
    await instance.keys.find(createSecret());
    expect(instance.keys.count().unknown).toBeGreaterThan(0);
  }, 5_000);
  return instance;
}

test("does not look up invented keys", async () => {
  const { keys, countLookups } = await startLoaded();
  const before = countLookups();
  const found = await Promise.all(Array.from({ length: 1_000 }, () => keys.find(createSecret())));
  expect(found.every((key) => key === null)).toBe(true);
  expect(countLookups()).toBe(before);
});

test("accepts a key as soon as another instance has committed it", async () => {
  const { keys } = await startLoaded();
  for (let i = 0; i < 20; i++) {
    const { id, secret } = await insertKey(database, team);
    // Invented keys arrive at the same time.
    const invented = Promise.all(Array.from({ length: 20 }, () => keys.find(createSecret())));
    expect((await keys.find(secret))?.record.keyId).toBe(id);
    expect((await invented).every((key) => key === null)).toBe(true);
  }
});

test("finds a revoked key", async () => {
  const { secret } = await insertKey(database, team, { revokedAt: new Date() });
  const { keys } = await startLoaded();
  expect((await keys.find(secret))?.revokedAtMs).toBeTypeOf("number");
});

test("finds keys that were inserted in bulk", async () => {
  const { keys } = await startLoaded();
  const { id } = await insertKey(database, team);
  const secrets = Array.from({ length: 1_500 }, () => createSecret());
  const ids = secrets.map(() => createId("secret"));
  await database.prisma.keySecret.createMany({
    data: secrets.map((secret, index) => ({
      id: ids[index] ?? "",
      keyId: id,
      hash: new Uint8Array(hashSecret(secret)),
      hint: "",
      endsAt: new Date(0),
    })),
  });
  const found = new Set<unknown>();
  // As many at a time as a busy database answers within the time limit of a read.
  for (let i = 0; i < secrets.length; i += 100) {
    const part = secrets.slice(i, i + 100).map((secret) => keys.find(secret));
    for (const key of await Promise.all(part)) found.add(key?.secretId ?? null);
  }
  expect(found).toEqual(new Set(ids));
});

test("looks up every unknown key if changes cannot be followed", async () => {
  const { keys, statements } = startInstance({ isFollowing: false });
  for (let i = 0; i < 3; i++) expect(await keys.find(createSecret())).toBeNull();
  // The first one is looked up as a key and as a token. The others share a read of which of them exist.
  expect(statements).toHaveLength(4);
});

test("relies on no digests until the migration has run", async () => {
  await asOwner(database).pool.query("ALTER TABLE key_secrets DISABLE TRIGGER key_secrets_record_digests");
  const { keys, countLookups } = startInstance();
  await vi.waitFor(() => expect(keys.count().lagMs).toBeLessThan(1_000), 5_000);
  await expect(keys.find(createSecret())).resolves.toBeNull();
  const { id, secret } = await insertKey(database, team);
  await asOwner(database).pool.query("ALTER TABLE key_secrets ENABLE TRIGGER key_secrets_record_digests");
  expect((await keys.find(secret))?.record.keyId).toBe(id);
  expect(countLookups()).toBe(2);
});

test("relies on no digests when polls fail", async () => {
  const { keys, polls, countLookups } = await startLoaded();
  polls.isBroken = true;
  const before = countLookups();
  const { id, secret } = await insertKey(database, team);
  expect((await keys.find(secret))?.record.keyId).toBe(id);
  expect(countLookups()).toBe(before + 1);
});

/** Invented keys that arrive in ten bursts. */
async function flood(find: (secret: string) => unknown): Promise<unknown[]> {
  const bursts: Promise<unknown[]>[] = [];
  for (let i = 0; i < 10; i++) {
    bursts.push(Promise.all(Array.from({ length: 200 }, () => find(createSecret()))));
    await wait(20);
  }
  return (await Promise.all(bursts)).flat();
}

test("makes invented keys wait for a slow poll instead of looking them up, and finds a new key", async () => {
  const { keys, polls, statements, countLookups } = await startLoaded();
  // Two of these polls take much less time than the three seconds that a request waits for them, even on a busy machine.
  polls.delayMs = 200;
  await wait(300);
  const before = { statements: statements.length, lookups: countLookups() };
  const invented = flood(keys.find);
  const { id, secret } = await insertKey(database, team);
  expect((await keys.find(secret))?.record.keyId).toBe(id);
  expect(new Set(await invented)).toEqual(new Set([null]));
  // Only the key that exists.
  expect(countLookups() - before.lookups).toBe(1);
  expect(statements.length - before.statements).toBe(1);
});

test.each(["whose polls fail", "that cannot follow changes"])(
  "in an instance %s, looks up all invented keys in a few reads and finds a new key",
  async (state) => {
    const isFollowing = state === "whose polls fail";
    const instance = isFollowing ? await startLoaded() : startInstance({ isFollowing });
    const { keys, polls, statements } = instance;
    polls.isBroken = true;
    const before = statements.length;
    const invented = flood(keys.find);
    const { id, secret } = await insertKey(database, team);
    expect((await keys.find(secret))?.record.keyId).toBe(id);
    expect(new Set(await invented)).toEqual(new Set([null]));
    // Ten bursts, and the lookup of the key that exists.
    expect(statements.length - before).toBeLessThanOrEqual(12);
  },
);
