import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import {
  createSignedToken,
  insertAppToken,
  insertDeveloperApp,
  type TestApp,
} from "#e2e/support/oauth/apps.ts";
import { createAccessToken, createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import { createChanges } from "#lib/platform/db/changes.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createKnownKeys } from "#lib/verification/cache/known-keys.ts";
import { type Following, followChanges } from "#lib/verification/changes/follow-changes.ts";
import { createKnownDigests } from "./known-digests.ts";

let database: Database;
let team: TestTeam;
let app: TestApp;
const running: Following[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  team = await insertTeam(database);
  app = await insertDeveloperApp(database, team);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((following) => following.stop()));
});

afterAll(async () => {
  await database.close();
});

/** An instance that learns of changes only through the database, with the statements of its lookups. */
function startInstance() {
  const statements: string[] = [];
  const lookUpPool = new Proxy(database.lookUpPool, {
    get: (target, name) => {
      if (name !== "query") return Reflect.get(target, name);
      return (statement: string | { text: string }, values: unknown[]) => {
        statements.push(typeof statement === "string" ? statement : statement.text);
        return Reflect.apply(target.query, target, [statement, values]);
      };
    },
  });
  const other: Database = { ...database, lookUpPool, changes: createChanges() };
  const keys = createKnownKeys(other, { maxKeys: 100, outageMs: 300_000 });
  running.push(followChanges({ database: other, keys, logger: createLogger({ level: "silent" }) }));
  return { keys, statements };
}

async function startLoaded() {
  const instance = startInstance();
  await vi.waitFor(async () => {
    const before = instance.statements.length;
    await instance.keys.find(createAccessToken());
    expect(instance.statements).toHaveLength(before);
  }, 5_000);
  return instance;
}

test("invented tokens of both formats, and other issuers' tokens, cost no reads", async () => {
  const { keys, statements } = await startLoaded();
  const before = { statements: statements.length, unknown: keys.count().unknown };
  const invented = Array.from({ length: 500 }, () => [createAccessToken(), createSignedToken()]).flat();
  const foreign = Array.from({ length: 500 }, () => createSignedToken({ client_id: "spa" }));
  const found = await Promise.all([...invented, ...foreign].map((token) => keys.find(token)));
  expect(new Set(found)).toEqual(new Set([null]));
  expect(statements.slice(before.statements)).toEqual([]);
  // Another issuer's token doesn't even wait for the changes.
  expect(keys.count().unknown - before.unknown).toBe(invented.length);
});

test("a token is accepted as soon as another instance has committed it", async () => {
  const { keys } = await startLoaded();
  for (const token of [undefined, createSignedToken(), undefined]) {
    const issued = await insertAppToken(database, app, token === undefined ? {} : { token });
    // Invented tokens arrive at the same time.
    const invented = Promise.all(Array.from({ length: 20 }, () => keys.find(createAccessToken())));
    expect(await keys.find(issued)).toMatchObject({ credential: "app", keyId: app.id });
    expect(new Set(await invented)).toEqual(new Set([null]));
  }
});

test("a token that was removed costs one look-up per second, however often it is sent", async () => {
  const token = await insertAppToken(database, app);
  const { keys, statements } = await startLoaded();
  await database.prisma.appToken.delete({ where: { hash: new Uint8Array(hashSecret(token)) } });
  const before = statements.length;
  const startMs = performance.now();
  for (let i = 0; i < 50; i++) {
    expect(await Promise.all([keys.find(token), keys.find(token)])).toEqual([null, null]);
  }
  // One for keys, and one for tokens.
  const seconds = (performance.now() - startMs) / 1000;
  expect(statements.length - before).toBeLessThanOrEqual(2 * (1 + Math.ceil(seconds)));
});

test("no digests are relied on before the tokens' trigger exists", async () => {
  const { pool } = asOwner(database);
  await pool.query("ALTER TABLE app_tokens DISABLE TRIGGER app_tokens_record_digests");
  const { keys } = startInstance();
  await vi.waitFor(() => expect(keys.count().lagMs).toBeLessThan(1_000), 5_000);
  await wait(100);
  const token = await insertAppToken(database, app);
  await pool.query("ALTER TABLE app_tokens ENABLE TRIGGER app_tokens_record_digests");
  expect(await keys.find(token)).toMatchObject({ keyId: app.id });
  expect(keys.count().unknown).toBe(0);
});

test("keys work while the tables of apps are missing", async () => {
  const isAboutApps = (statement: unknown) => JSON.stringify(statement).includes("app_tokens");
  const query = (statement: string, values: unknown[]) => {
    if (isAboutApps(statement)) throw Object.assign(new Error("no such table"), { code: "42P01" });
    return database.lookUpPool.query(statement, values);
  };
  const lookUpPool = { query: async (statement: string, values: unknown[]) => query(statement, values) };
  const other = { ...database, lookUpPool, changes: createChanges() } as unknown as Database;
  const keys = createKnownKeys(other, { maxKeys: 100, outageMs: 300_000 });
  const { id, secret } = await insertKey(database, team);
  const found = await Promise.all(
    [secret, createSecret(), createAccessToken()].map((text) => keys.find(text)),
  );
  expect(found).toEqual([expect.objectContaining({ keyId: id }), null, null]);
});

test("the set of digests shrinks after tokens were removed, and never doubts one that exists", async () => {
  let nowMs = 0;
  /** Runs before a batch of tokens is read. */
  let beforeTokens = async () => {};
  const pool = {
    query: async (text: string, values?: unknown[]) => {
      if (text.includes("FROM app_tokens\n")) await beforeTokens();
      return database.pool.query(text, values);
    },
  } as unknown as Database["pool"];
  const digests = createKnownDigests({ pool }, () => nowMs, 100);
  digests.followWith(async () => true);
  digests.load();
  await vi.waitFor(async () => expect(await digests.isUnknown("x".repeat(32))).toBe(true));
  const before = digests.count().size;

  const announce = (number: number) => digests.learn([`digest:${number.toString(16).padStart(16, "0")}`]);
  for (let number = 1; number <= 1_000; number += 1) announce(number);
  expect(digests.count().size).toBe(before + 1_000);
  const kept = await insertAppToken(database, app);
  const digest = hashSecret(kept).toString("latin1");
  digests.learn([`digest:${hashSecret(kept).subarray(0, 8).toString("hex")}`]);

  let added = "";
  beforeTokens = async () => {
    // While the new set is filled, the old one answers, and both learn of another token.
    expect(await digests.isUnknown(digest)).toBe(false);
    expect(await digests.isUnknown("x".repeat(32))).toBe(true);
    added = "\u0001".repeat(32);
    digests.learn([`digest:${"01".repeat(8)}`]);
  };
  digests.load();
  expect(digests.count().size).toBe(before + 1_001);
  nowMs += 5_000;
  digests.load();
  await vi.waitFor(() => expect(digests.count().size).toBe(before + 2));
  expect(await digests.isUnknown(digest)).toBe(false);
  expect(await digests.isUnknown(added)).toBe(false);

  // A reading that fails leaves the complete set.
  for (let number = 1; number <= 1_000; number += 1) announce(number);
  beforeTokens = async () => {
    throw new Error("the database is unavailable");
  };
  nowMs += 5_000;
  digests.load();
  await wait(50);
  expect(await digests.isUnknown("x".repeat(32))).toBe(true);
  expect(await digests.isUnknown(digest)).toBe(false);
});
