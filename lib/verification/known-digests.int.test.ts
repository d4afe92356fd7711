import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createChanges } from "#lib/db/changes.ts";
import type { Database } from "#lib/db/database.ts";
import { createId } from "#lib/ids.ts";
import { createSecret, hashSecret } from "#lib/keys/secret.ts";
import { createLogger } from "#lib/log.ts";
import { insertKey, insertTeam, type TestTeam } from "#lib/testing/fixtures.ts";
import { openTestDatabase } from "#lib/testing/test-database.ts";
import { type Following, followChanges } from "./follow-changes.ts";
import { createKnownKeys } from "./known-keys.ts";

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

/** An instance that hears of changes through the database only, with the statements it sends to look keys up. */
function startInstance({ isFollowing = true } = {}) {
  const statements: string[] = [];
  const lookUpPool = Object.create(database.lookUpPool, {
    query: {
      value: (statement: string | { text: string }, values: unknown[]) => {
        statements.push(typeof statement === "string" ? statement : statement.text);
        return database.lookUpPool.query(statement, values);
      },
    },
  });
  const other = { ...database, lookUpPool, changes: createChanges() };
  const keys = createKnownKeys(other, { maxKeys: 100, outageMs: 300_000 });
  if (isFollowing) {
    running.push(followChanges({ database: other, keys, logger: createLogger({ level: "silent" }) }));
  }
  const countLookUps = () => statements.filter((text) => text.includes("api_keys")).length;
  return { keys, countLookUps };
}

async function startLoaded() {
  const instance = startInstance();
  await vi.waitFor(async () => {
    await instance.keys.find(createSecret());
    expect(instance.keys.count().unknown).toBeGreaterThan(0);
  }, 5_000);
  return instance;
}

test("invented keys cost no look-up", async () => {
  const { keys, countLookUps } = await startLoaded();
  const before = countLookUps();
  const found = await Promise.all(Array.from({ length: 1_000 }, () => keys.find(createSecret())));
  expect(found.every((key) => key === null)).toBe(true);
  expect(countLookUps()).toBe(before);
});

test("a key is accepted from the moment it is committed, whoever made it", async () => {
  const { keys } = await startLoaded();
  for (let i = 0; i < 20; i++) {
    const { id, secret } = await insertKey(database, team);
    // Others invent keys in the meantime.
    const invented = Promise.all(Array.from({ length: 20 }, () => keys.find(createSecret())));
    expect((await keys.find(secret))?.record.keyId).toBe(id);
    expect((await invented).every((key) => key === null)).toBe(true);
  }
});

test("a revoked key is no invented one", async () => {
  const { secret } = await insertKey(database, team, { revokedAt: new Date() });
  const { keys } = await startLoaded();
  expect((await keys.find(secret))?.revokedAtMs).toBeTypeOf("number");
});

test("keys that were inserted in bulk are found", async () => {
  const { keys } = await startLoaded();
  const { id } = await insertKey(database, team);
  const secrets = Array.from({ length: 1_500 }, () => createSecret());
  await database.prisma.keySecret.createMany({
    data: secrets.map((secret) => ({
      id: createId("secret"),
      keyId: id,
      hash: new Uint8Array(hashSecret(secret)),
      hint: "",
      endsAt: new Date(0),
    })),
  });
  const found = await Promise.all(secrets.map((secret) => keys.find(secret)));
  expect(found.filter((key) => key === null)).toEqual([]);
});

test("an instance that cannot follow changes looks every unknown key up", async () => {
  const { keys, countLookUps } = startInstance({ isFollowing: false });
  for (let i = 0; i < 3; i++) expect(await keys.find(createSecret())).toBeNull();
  expect(countLookUps()).toBe(3);
});

test("an instance that starts before the migration relies on nothing until it has run", async () => {
  await database.pool.query("ALTER TABLE key_secrets DISABLE TRIGGER key_secrets_record_digests");
  const { keys, countLookUps } = startInstance();
  await vi.waitFor(() => expect(keys.count().lagMs).toBeLessThan(1_000), 5_000);
  await expect(keys.find(createSecret())).resolves.toBeNull();
  const { id, secret } = await insertKey(database, team);
  await database.pool.query("ALTER TABLE key_secrets ENABLE TRIGGER key_secrets_record_digests");
  expect((await keys.find(secret))?.record.keyId).toBe(id);
  expect(countLookUps()).toBe(2);
});

test("an instance that no longer hears of changes relies on nothing it has heard", async () => {
  const { keys, countLookUps } = await startLoaded();
  await running.pop()?.stop();
  const before = countLookUps();
  const { id, secret } = await insertKey(database, team);
  expect((await keys.find(secret))?.record.keyId).toBe(id);
  expect(countLookUps()).toBe(before + 1);
});
