import { afterAll, beforeAll, expect, test } from "vitest";
import { countStatements } from "#e2e/support/database/count-statements.ts";
import {
  apiKeyActorOf,
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type ListKeysQuery, listKeysQuery } from "#lib/contract/keys/keys.ts";
import { dayMs, hourMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { HeavyContext, ServiceContext } from "#lib/services/context.ts";
import { exportKeys } from "./export/export-keys.ts";
import { findPagePlace, listKeys } from "./list.ts";
import { countKeysByFilter } from "./usage/count.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let ctx: ServiceContext;

const now = new Date("2026-06-15T12:00:00Z");

function at(ms: number): Date {
  return new Date(now.getTime() + ms);
}

async function insertUsage(keyId: string, daysAgo: number, accepted: number, refused: number): Promise<void> {
  await database.prisma.keyUsageDay.create({
    data: {
      keyId,
      day: new Date(
        at(-daysAgo * dayMs)
          .toISOString()
          .slice(0, 10),
      ),
      accepted,
      refused,
    },
  });
}

/** One key for each case, named after it. All are old and recently used unless they say otherwise. */
async function insertKeys(): Promise<void> {
  const used = { createdAt: at(-300 * dayMs), lastUsedAt: at(-hourMs) };
  const suspended = await insertMember(database, team, "developer", { status: "suspended" });
  const former = await insertMember(database, team, "developer", { status: "removed" });
  const insert = (name: string, fields: Parameters<typeof insertKey>[2]) =>
    insertKey(database, team, { ...used, ...fields, name });
  const plain = await insert("plain", {});
  const rotating = await insert("rotating", { createdAt: at(-299 * dayMs) });
  await database.prisma.keySecret.create({
    data: {
      id: createId("secret"),
      keyId: rotating.id,
      hash: crypto.getRandomValues(new Uint8Array(32)),
      hint: "be_Zz3dEf…y1Ab",
      endsAt: at(hourMs),
    },
  });
  await insert("team", { ownerType: "team", ownerUserId: null, ownerRole: "viewer" });
  const disabled = await insert("disabled", { disabledAt: at(-hourMs), expiresAt: at(dayMs) });
  await insert("expired", { expiresAt: at(-hourMs) });
  const revoked = await insert("revoked", { revokedAt: at(-hourMs), lastUsedAt: null });
  await insert("suspended", { ownerUserId: suspended.id, expiresAt: at(dayMs), lastUsedAt: null });
  await insert("former", { ownerUserId: former.id });
  await insert("suspended and disabled", { ownerUserId: suspended.id, disabledAt: at(-hourMs) });
  await insert("expires in 13 days", { expiresAt: at(13 * dayMs) });
  await insert("expires in 15 days", { expiresAt: at(15 * dayMs) });
  await insert("never used", { lastUsedAt: null });
  await insert("new", { lastUsedAt: null, createdAt: at(-6 * dayMs) });
  await insert("idle", { lastUsedAt: at(-91 * dayMs) });
  await insertUsage(plain.id, 0, 100_000, 1);
  await insertUsage(plain.id, 6, 5, 0);
  await insertUsage(rotating.id, 7, 1_000_000, 9);
  await insertUsage(disabled.id, 6, 0, 3);
  await insertUsage(revoked.id, 1, 0, 2);
}

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  ctx = createContext(runtime, await userActorOf(database, team, team.owner.id), now);
  await insertKeys();
  // Another team's key with everything that a filter looks for.
  const other = await insertTeam(database);
  const { id } = await insertKey(database, other, { expiresAt: at(dayMs), createdAt: at(-30 * dayMs) });
  await insertUsage(id, 0, 1, 1);
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

function parse(query: Record<string, string>): ListKeysQuery {
  return listKeysQuery.parse({ limit: "100", ...query });
}

async function listNames(query: Record<string, string>): Promise<string[]> {
  const { data } = await listKeys(ctx, parse(query));
  return data.map(({ name }) => name).sort();
}

const active = [
  "expires in 13 days",
  "expires in 15 days",
  "idle",
  "never used",
  "new",
  "plain",
  "rotating",
  "team",
];
const inactive = ["disabled", "expired", "former", "revoked", "suspended", "suspended and disabled"];

test.each([
  ["active", active],
  ["expiring", ["expires in 13 days"]],
  ["unused", ["idle", "never used"]],
  ["rejected", ["disabled", "plain", "revoked"]],
  ["ownerSuspended", ["former", "suspended"]],
] as const)("lists and counts the keys that are %s, and the others", async (name, expected) => {
  const all = [...active, ...inactive];
  const others = all.filter((key) => !expected.some((one) => one === key)).sort();
  expect(await listNames({ [name]: "true" })).toEqual(expected);
  expect(await listNames({ [name]: "false" })).toEqual(others);
  const counts = await countKeysByFilter(ctx, {}, { yes: { [name]: true }, no: { [name]: false }, all: {} });
  expect(counts).toEqual({ yes: expected.length, no: others.length, all: all.length });
});

test("combines filters, and counts what it lists", async () => {
  const query = { active: "true", q: "expires", environment: "development", owner: team.owner.id };
  expect(await listNames(query)).toEqual(["expires in 13 days", "expires in 15 days"]);
  const { limit: _, sort: __, cursor: ___, ...filter } = parse(query);
  const counts = await countKeysByFilter(ctx, filter, { all: {}, expiring: { expiring: true } });
  expect(counts).toEqual({ all: 2, expiring: 1 });
  expect(await listNames({ status: "active,rotating", ownerSuspended: "true" })).toEqual([
    "former",
    "suspended",
  ]);
});

/** Reads all pages, and checks the place of each and the way back. */
async function readPages(query: Record<string, string>): Promise<string[]> {
  const names: string[] = [];
  const cursors: (string | undefined)[] = [];
  let cursor: string | undefined;
  do {
    const page = parse({ ...query, limit: "3", ...(cursor === undefined ? {} : { cursor }) });
    const { data, nextCursor } = await listKeys(ctx, page);
    expect(await findPagePlace(ctx, page)).toEqual({
      keysBefore: names.length,
      previousCursor: cursors.at(-1) ?? null,
    });
    names.push(...data.map(({ name }) => name));
    cursors.push(cursor);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return names;
}

test.each(["createdAt", "name", "lastUsedAt", "expiresAt", "requests"])(
  "sorts by %s in both directions, and knows each page's place",
  async (field) => {
    const ascending = await readPages({ sort: field });
    const descending = await readPages({ sort: `-${field}` });
    expect([...ascending].sort()).toEqual([...active, ...inactive].sort());
    expect([...descending].sort()).toEqual([...ascending].sort());
    if (field === "name" || field === "createdAt") expect(descending).toEqual(ascending.reverse());
    if (field === "requests") expect(descending.slice(0, 3)).toEqual(["plain", "disabled", "revoked"]);
    if (field === "expiresAt") expect(ascending[0]).toBe("expired");
  },
);

test("sorts by requests within a filter", async () => {
  const { data } = await listKeys(ctx, parse({ sort: "-requests", rejected: "true", active: "false" }));
  expect(data.map(({ name }) => name)).toEqual(["disabled", "revoked"]);
});

async function readFile(context: ServiceContext, query: Record<string, string>): Promise<string[]> {
  const heavy: HeavyContext = { ...context, isHeavy: true };
  let text = "";
  for await (const part of exportKeys(heavy, parse(query))) text += part;
  return text.trimEnd().split("\r\n");
}

test("exports what the filter matches, newest first, without secrets or formulas", async () => {
  const evil = '=HYPERLINK("http://evil.example","x")';
  const { id, secret } = await insertKey(database, team, { name: evil, disabledAt: now });
  const [header = "", ...lines] = await readFile(ctx, { active: "false", sort: "name" });
  const ids = lines.map((line) => line.split(",")[0] ?? "");
  const newestFirst = await database.prisma.apiKey.findMany({
    where: { id: { in: ids } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  expect(ids).toEqual(newestFirst.map((key) => key.id));
  expect(header.startsWith("\uFEFFid,name,description,hint,status,")).toBe(true);
  expect(lines).toHaveLength(inactive.length + 1);
  const line = lines.find((one) => one.startsWith(id)) ?? "";
  expect(line).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`);
  expect(line).not.toContain(secret);
  expect(lines.find((one) => one.includes(",disabled,"))).toBeDefined();
  await database.prisma.keySecret.deleteMany({ where: { keyId: id } });
  await database.prisma.apiKey.delete({ where: { id } });
});

test("exports only what a calling key sees, in batches", async () => {
  const own = await insertTeam(database);
  const caller = await insertKey(database, own, { name: "caller", createdAt: at(0) });
  for (let index = 0; index < 101; index++) await insertKey(database, own, { createdAt: at(-index - 1) });
  await insertKey(database, own, { environmentId: own.environments.production ?? "" });
  const asKey = createContext(runtime, await apiKeyActorOf(database, caller.id), now);
  const lines = await readFile(asKey, {});
  expect(lines).toHaveLength(1 + 102);
  expect(new Set(lines).size).toBe(lines.length);
});

test("exports each key once while keys are used, through the heavy connections", async () => {
  const own = await insertTeam(database);
  for (let index = 0; index < 101; index++) {
    await insertKey(database, own, { createdAt: at(-index - 1), lastUsedAt: at(-index - 1) });
  }
  const last = await database.prisma.apiKey.findFirstOrThrow({
    where: { teamId: own.id },
    orderBy: { createdAt: "asc" },
  });
  const counted = countStatements(database);
  const asPerson = createContext(
    { ...runtime, database: counted.database },
    await userActorOf(database, own, own.owner.id),
    now,
  );
  const heavy: HeavyContext = { ...asPerson, isHeavy: true };
  let text = "";
  for await (const part of exportKeys(heavy, parse({ sort: "-lastUsedAt" }))) {
    text += part;
    // After the first batch the last key of the view becomes its first.
    if (text !== part)
      await database.prisma.apiKey.update({ where: { id: last.id }, data: { lastUsedAt: now } });
  }
  const ids = text
    .trimEnd()
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(",")[0]);
  expect(new Set(ids).size).toBe(101);
  expect(ids).toHaveLength(101);
  // The list, its relations and its usage, in two batches. Only the check of the access is not a heavy read.
  expect(counted.counts.heavy).toBe(6);
});

test.each([
  [{ q: "plain" }, "heavy"],
  [{ sort: "requests" }, "heavy"],
  [{ sort: "-requests" }, "heavy"],
  [{ rejected: "true" }, "heavy"],
  [{}, "main"],
  [{ rejected: "false", sort: "-lastUsedAt" }, "main"],
] as const)("reads a list with %o through the %s connections", async (query, connections) => {
  const { database: counted, counts } = countStatements(database);
  const asPerson = { ...ctx, runtime: { ...runtime, database: counted } };
  const { nextCursor } = await listKeys(asPerson, parse({ ...query, limit: "1" }));
  if (nextCursor !== null) await findPagePlace(asPerson, parse({ ...query, limit: "1", cursor: nextCursor }));
  expect(counts[connections]).toBeGreaterThan(0);
  expect(counts[connections === "heavy" ? "main" : "heavy"]).toBe(0);
});
