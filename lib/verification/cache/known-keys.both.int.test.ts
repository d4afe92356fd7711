import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertKey, insertMember, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { readKeyRecordSql } from "#lib/verification/record/read-key-record.ts";
import { createKnownKeys, type KnownKeys } from "./known-keys.ts";

let database: Database;
let team: TestTeam;
let key: Awaited<ReturnType<typeof insertKey>>;
/** The number of reads of a key's record. */
let reads = 0;
/** The number of all statements, including shared reads that return only which keys exist. */
let statements = 0;
let isUnreachable = false;
/** Runs between a read's result and its arrival. */
let beforeArrival = async () => {};
let counted: Pick<Database, "lookUpPool" | "pool" | "changes" | "keepsStatements">;

beforeAll(async () => {
  database = await openTestDatabase();
  team = await insertTeam(database);
  key = await insertKey(database, team);
  counted = {
    changes: database.changes,
    pool: database.pool,
    keepsStatements: database.keepsStatements,
    lookUpPool: new Proxy(database.lookUpPool, {
      get: (pool, name) => (name === "query" ? query : Reflect.get(pool, name)),
    }),
  };
});

async function query(statement: string | { text: string }, values?: unknown[]) {
  const text = typeof statement === "string" ? statement : statement.text;
  statements += 1;
  if (text.includes("api_keys")) reads += 1;
  if (isUnreachable) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const result = await database.lookUpPool.query(statement, values);
  await beforeArrival();
  return result;
}

beforeEach(() => {
  reads = 0;
  statements = 0;
  isUnreachable = false;
  beforeArrival = async () => {};
});

afterAll(async () => {
  await database.close();
});

/** Keys that are current, as if their changes were followed. */
function createCurrent(options: { maxKeys?: number; outageMs?: number } = {}): KnownKeys {
  const keys = createKnownKeys(counted, { maxKeys: 100, outageMs: 300_000, ...options });
  keys.confirm(performance.now());
  return keys;
}

async function isFound(keys: KnownKeys, secret: string): Promise<boolean> {
  return (await keys.find(secret)) !== null;
}

/** Long enough ago for the lease to have ended, but not the outage window. */
function expire(keys: KnownKeys): KnownKeys {
  expect(keys.count().lagMs).toBe(Number.POSITIVE_INFINITY);
  keys.confirm(performance.now() - 10_000);
  return keys;
}

describe("a key", () => {
  test("is read once for all concurrent and later requests", async () => {
    const keys = createCurrent();
    const found = await Promise.all(Array.from({ length: 50 }, () => keys.find(key.secret)));
    expect(new Set(found.map((one) => one?.record.keyId))).toEqual(new Set([key.id]));
    expect(await isFound(keys, key.secret)).toBe(true);
    expect(reads).toBe(1);
  });

  test("that does not exist is read at most once per second, and text without a valid checksum never", async () => {
    const keys = createCurrent();
    const invented = createSecret();
    for (let i = 0; i < 10; i++) expect(await isFound(keys, invented)).toBe(false);
    expect(reads).toBe(1);
    for (let i = 0; i < 1000; i++) expect(await isFound(keys, `${invented.slice(0, -1)}-`)).toBe(false);
    expect(reads).toBe(1);
  });

  test("is dropped when too many keys are in memory, but not while it is in use", async () => {
    const keys = createCurrent({ maxKeys: 2 });
    const others = [await insertKey(database, team), await insertKey(database, team)] as const;
    for (const { secret } of [key, others[0], key, others[1]]) await keys.find(secret);
    expect(keys.count()).toMatchObject({ size: 2, misses: 3 });
    await keys.find(key.secret);
    expect(reads).toBe(3);
  });

  test("is looked up only by indexes", async () => {
    const { rows } = await withTransaction(database, async (tx) => {
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
      const hash = hashSecret(key.secret).toString("hex");
      const sql = readKeyRecordSql.replace("$1", `'\\x${hash}'`);
      return { rows: await tx.$queryRawUnsafe<{ "QUERY PLAN": string }[]>(`EXPLAIN ${sql}`) };
    });
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).toContain("key_secrets_hash_key");
    expect(plan).not.toContain("Seq Scan");
  });
});

describe("a change", () => {
  test.each([
    ["key", () => key.id],
    ["user", () => team.owner.id],
    ["member", () => team.owner.memberId],
    ["team", () => team.id],
    ["environment", () => team.environments.development ?? ""],
  ] as const)(
    "of a %s is applied in this process before its mutation is acknowledged",
    async (kind, findId) => {
      const keys = createCurrent();
      await keys.find(key.secret);
      await withTransaction(database, (tx) => recordInvalidation(tx, kind, findId()));
      await keys.find(key.secret);
      expect(reads).toBe(2);
    },
  );

  test("of something else does not affect a key", async () => {
    const keys = createCurrent();
    const other = await insertMember(database, team, "developer");
    await keys.find(key.secret);
    await withTransaction(database, (tx) => recordInvalidation(tx, "user", other.id));
    await keys.find(key.secret);
    expect(reads).toBe(1);
  });

  test("during a read causes another read, even for requests that wait for the first one", async () => {
    const keys = createCurrent();
    const revoked = await insertKey(database, team);
    const revoke = () =>
      withTransaction(database, async (tx) => {
        await tx.apiKey.update({ where: { id: revoked.id }, data: { revokedAt: new Date() } });
        await recordInvalidation(tx, "key", revoked.id);
      });
    let after: Promise<unknown> | undefined;
    beforeArrival = async () => {
      beforeArrival = async () => {};
      await revoke();
      after = Promise.resolve(keys.find(revoked.secret));
    };
    await keys.find(revoked.secret);
    const current = { revokedAtMs: expect.any(Number) };
    expect(await after).toMatchObject(current);
    expect(await keys.find(revoked.secret)).toMatchObject(current);
  });
});

describe("after the database was replaced", () => {
  test("a secret that did not exist is read again", async () => {
    const keys = createCurrent();
    const secret = createSecret();
    expect(await isFound(keys, secret)).toBe(false);
    keys.forgetAll();
    expect(await isFound(keys, secret)).toBe(false);
    // The first time as a key and as a token, then in a read that finds which of several exist.
    expect(statements).toBe(3);
  });

  test("a secret that was absent in an earlier read is read again", async () => {
    const keys = createCurrent();
    const secret = createSecret();
    beforeArrival = async () => {
      beforeArrival = async () => {};
      keys.forgetAll();
    };
    expect(await isFound(keys, secret)).toBe(false);
    expect(await isFound(keys, secret)).toBe(false);
    // The first time as a key and as a token, then in a read that finds which of several exist.
    expect(statements).toBe(3);
  });
});

describe("after the lease has ended", () => {
  test("a key is read again for each request while the database responds", async () => {
    const keys = expire(createKnownKeys(counted, { maxKeys: 100, outageMs: 300_000 }));
    for (let i = 0; i < 3; i++) await keys.find(key.secret);
    expect(reads).toBe(3);
  });

  test("a key in memory still works without the database, and other keys are unavailable", async () => {
    const keys = expire(createKnownKeys(counted, { maxKeys: 100, outageMs: 300_000 }));
    await keys.find(key.secret);
    isUnreachable = true;
    for (let i = 0; i < 100; i++) expect(await isFound(keys, key.secret)).toBe(true);
    await expect(keys.find(createSecret())).rejects.toMatchObject({ code: "service_unavailable" });
    // Requests do not wait for a database that was just found unreachable.
    expect(reads).toBe(2);
    isUnreachable = false;
    keys.confirm(performance.now());
    expect(await isFound(keys, createSecret())).toBe(false);
  });

  test("and the outage window too, a key in memory is unavailable without the database", async () => {
    const keys = expire(createKnownKeys(counted, { maxKeys: 100, outageMs: 0 }));
    await keys.find(key.secret);
    isUnreachable = true;
    await expect(keys.find(key.secret)).rejects.toThrow("ECONNREFUSED");
    await expect(keys.find(key.secret)).rejects.toMatchObject({ code: "service_unavailable" });
  });
});
