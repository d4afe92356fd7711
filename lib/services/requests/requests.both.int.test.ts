import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  apiKeyActorOf,
  createContext,
  createTestRuntime,
  insertKey,
  insertRequest,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type ListRequestsQuery, listRequestsQuery } from "#lib/contract/keys/requests.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { unknownKeyFacts } from "#lib/domain/requests/request-facts.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createHeavyReads } from "#lib/platform/db/heavy-reads.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listRequests } from "./list.ts";
import { explainRequest } from "./read.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let ctx: ServiceContext;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  team = await insertTeam(database);
  ctx = await openContext(team);
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

async function openContext(of: TestTeam): Promise<ServiceContext> {
  return createContext(runtime, await userActorOf(database, of, of.owner.id));
}

function list(of: ServiceContext, query: Record<string, string> = {}) {
  const parsed: ListRequestsQuery = listRequestsQuery.parse(query);
  return listRequests(of, parsed);
}

async function listIds(of: ServiceContext, query: Record<string, string> = {}): Promise<string[]> {
  return (await list(of, query)).data.map(({ id }) => id);
}

test("lists the team's requests by page, newest first, and only the team's (ASVS 16.3.2)", async () => {
  const [ours, theirs] = [await insertTeam(database), await insertTeam(database)];
  const [key, foreign] = [await insertKey(database, ours), await insertKey(database, theirs)];
  const now = Date.now();
  const ids: string[] = [];
  for (let index = 0; index < 7; index++) {
    // Two of them at the same moment.
    const atMs = now - 60_000 + Math.floor(index / 2);
    ids.unshift(await insertRequest(database, { teamId: ours.id, keyId: key.id, atMs }));
  }
  await insertRequest(database, { teamId: theirs.id, keyId: foreign.id });
  const of = await openContext(ours);
  const listed: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof list>> = await list(of, {
      limit: "2",
      ...(cursor === "" ? {} : { cursor }),
    });
    listed.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect([...listed].sort()).toEqual([...ids].sort());
  expect(new Set(listed).size).toBe(7);
  const { data } = await list(of, { limit: "1" });
  expect(data).toMatchObject([{ key: { id: key.id }, outcome: "INSUFFICIENT_PERMISSIONS", service: null }]);
});

test("filters by outcome, key, environment and address", async () => {
  const [first, second] = [await insertKey(database, team), await insertKey(database, team)];
  const of = { teamId: team.id, keyId: first.id };
  const rejected = await insertRequest(database, of);
  const accepted = await insertRequest(database, { ...of, outcome: "VALID", address: "2001:db8::7" });
  const expired = await insertRequest(database, { ...of, outcome: "EXPIRED", environment: "staging" });
  await insertRequest(database, { teamId: team.id, keyId: second.id });
  const key = first.id;
  expect((await listIds(ctx, { key })).sort()).toEqual([rejected, accepted, expired].sort());
  expect(await listIds(ctx, { key, outcome: "accepted" })).toEqual([accepted]);
  expect((await listIds(ctx, { key, outcome: "rejected" })).sort()).toEqual([rejected, expired].sort());
  expect(await listIds(ctx, { key, outcome: "EXPIRED" })).toEqual([expired]);
  expect(await listIds(ctx, { key, environment: "staging" })).toEqual([expired]);
  expect(await listIds(ctx, { key, address: "2001:db8:0::7" })).toEqual([accepted]);
  const elsewhere = await insertKey(database, await insertTeam(database));
  await expect(list(ctx, { key: elsewhere.id })).rejects.toMatchObject({ code: "not_found" });
});

test("shows a key only the requests of keys that it can see", async () => {
  const caller = await insertKey(database, team);
  const staging = await insertKey(database, team, { environmentId: team.environments.staging ?? "" });
  const own = await insertRequest(database, { teamId: team.id, keyId: caller.id, service: staging.id });
  const other = await insertRequest(database, { teamId: team.id, keyId: staging.id });
  const ofKey = createContext(runtime, await apiKeyActorOf(database, caller.id));
  const { data } = await list(ofKey);
  expect(data.map(({ id }) => id)).toContain(own);
  expect(data.map(({ id }) => id)).not.toContain(other);
  expect(data.find(({ id }) => id === own)?.service).toBeNull();
  await expect(explainRequest(ofKey, { id: other })).rejects.toMatchObject({ code: "forbidden" });
  await expect(list(ofKey, { environment: "staging" })).rejects.toMatchObject({ code: "forbidden" });
});

test("pages through the requests that a bounded key can see, without a list of its keys", async () => {
  const ours = await insertTeam(database);
  const limitedTo = (...names: string[]) => ({
    resources: { create: names.map((resource) => ({ resource })) },
  });
  const [caller, staging] = [
    await insertKey(database, ours, limitedTo("workers:a", "workers:b")),
    await insertKey(database, ours, { environmentId: ours.environments.staging ?? "" }),
  ];
  const [narrower, unlimited] = [
    await insertKey(database, ours, limitedTo("workers:b")),
    await insertKey(database, ours),
  ];
  const more = await Promise.all(
    Array.from({ length: 20 }, () => insertKey(database, ours, limitedTo("workers:a"))),
  );
  const expected: string[] = [];
  for (const [index, { id: keyId }] of [caller, narrower, ...more].entries()) {
    const atMs = Date.now() - 60_000 + Math.floor(index / 2);
    expected.push(await insertRequest(database, { teamId: ours.id, keyId, atMs }));
  }
  for (const { id: keyId } of [staging, unlimited]) await insertRequest(database, { teamId: ours.id, keyId });
  await insertRequest(database, { teamId: (await insertTeam(database)).id, keyId: caller.id });
  const ofKey = createContext(runtime, await apiKeyActorOf(database, caller.id));
  const query = vi.spyOn(database.pool, "query");
  const listed: { id: string; at: string }[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list(ofKey, {
      limit: "3",
      ...(cursor === null ? {} : { cursor }),
    });
    listed.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(JSON.stringify(query.mock.calls)).toContain("FROM request_log request");
  const bound = query.mock.calls.map(
    (call) => (JSON.stringify(call).match(/key_[0-9a-z]{26}/g) ?? []).length,
  );
  query.mockRestore();
  expect(listed.map(({ id }) => id).sort()).toEqual([...expected].sort());
  const newestFirst = [...listed].sort((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? 1 : -1));
  expect(listed).toEqual(newestFirst);
  // Only the names of a page's keys are read by id.
  expect(Math.max(...bound)).toBeLessThanOrEqual(3);
});

test("reads filtered lists over the connections of heavy reads", async () => {
  const heavy = vi.fn(() => database.prisma);
  const heavyReads = createHeavyReads(heavy, async () => {});
  const own = { ...ctx, runtime: { ...ctx.runtime, database: { ...database, heavy: heavyReads } } };
  await list(own);
  await list(own, { key: (await insertKey(database, team)).id });
  expect(heavy).not.toHaveBeenCalled();
  await list(own, { outcome: "rejected" });
  expect(heavy).toHaveBeenCalledOnce();
});

test("shows requests without a known key only to administrators of the console", async () => {
  const unknown = await insertRequest(database, { teamId: null, keyId: null, outcome: "NOT_FOUND" });
  await expect(list(ctx, { unknown: "true" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(explainRequest(ctx, { id: unknown })).rejects.toMatchObject({ code: "not_found" });
  expect(await listIds(ctx)).not.toContain(unknown);
  const actor = await userActorOf(database, team, team.owner.id);
  const administrator = createContext(runtime, { ...actor, isInstanceOwner: true });
  expect(await listIds(administrator, { unknown: "true" })).toEqual([unknown]);
  expect(await listIds(administrator)).not.toContain(unknown);
  const { id: key } = await insertKey(database, team);
  expect(await listIds(administrator, { unknown: "true", environment: "development" })).toEqual([unknown]);
  expect(await listIds(administrator, { unknown: "true", environment: "staging" })).toEqual([]);
  expect(await listIds(administrator, { unknown: "true", key })).toEqual([]);
  expect(await explainRequest(administrator, { id: unknown })).toMatchObject({
    outcome: "NOT_FOUND",
    similar: { count: 1 },
  });
});

test("explains a rejected request, and counts all with the same outcome", async () => {
  const key = await insertKey(database, team);
  const facts = {
    ...unknownKeyFacts,
    verdict: "INSUFFICIENT_PERMISSIONS",
    environment: "development",
    missing: ["invoices:write"],
    permissions: ["invoices:read"],
    permissionsCount: 1,
    isSecretCurrent: true,
  } as const;
  const id = await insertRequest(database, {
    teamId: team.id,
    keyId: key.id,
    atMs: Date.now() + 1_000,
    more: 4,
    facts: { ...facts, missing: [...facts.missing], permissions: [...facts.permissions] },
  });
  const explained = await explainRequest(ctx, { id });
  expect(explained.checks.filter(({ verdict }) => verdict === "failed")).toEqual([
    {
      name: "permissions",
      verdict: "failed",
      message: "`invoices:write` is missing. The key had `invoices:read`.",
    },
  ]);
  expect(explained).toMatchObject({
    missingPermissions: ["invoices:write"],
    similar: { count: 5 },
    keyChangedAt: null,
  });
  await database.prisma.apiKey.update({
    where: { id: key.id },
    data: { name: "Renamed", updatedAt: new Date(Date.now() + 60_000) },
  });
  expect(await explainRequest(ctx, { id })).toMatchObject({
    key: { name: "Renamed" },
    keyChangedAt: expect.any(String),
  });
});

test("answers 404 for a request of another team and for one that is not in the log", async () => {
  const theirs = await insertTeam(database);
  const key = await insertKey(database, theirs);
  const id = await insertRequest(database, { teamId: theirs.id, keyId: key.id });
  await expect(explainRequest(ctx, { id })).rejects.toMatchObject({ code: "not_found" });
  await expect(explainRequest(ctx, { id: createId("request") })).rejects.toMatchObject({ code: "not_found" });
});

test("says how many requests are missing", async () => {
  const [ours, theirs] = [await insertTeam(database), await insertTeam(database)];
  const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);
  const data = (teamId: string, count: number, hoursAgo: number) => ({
    teamId,
    count,
    hour: new Date(hour.getTime() - hoursAgo * 3_600_000),
  });
  await database.prisma.requestLogDrop.createMany({
    data: [data(ours.id, 3, 1), data(ours.id, 4, 30), data(ours.id, 5, 24 * 8), data(theirs.id, 9, 1)],
  });
  expect((await list(await openContext(ours))).log).toEqual({
    retentionDays: 7,
    dropped: 7,
    droppedAt: new Date(hour.getTime() - 3_600_000).toISOString(),
  });
});
