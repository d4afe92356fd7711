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
import { teamUsageQuery, usageSeriesQuery } from "#lib/contract/keys/usage.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { HeavyContext, ServiceContext } from "#lib/services/context.ts";
import { countActiveKeys } from "./count-active-keys.ts";
import { readTeamUsage } from "./read-groups.ts";
import { readOverviewUsage } from "./read-overview.ts";
import { readTeamUsageSeries } from "./read-series.ts";

const dayMs = 86_400_000;
const now = new Date("2026-06-15T12:30:00Z");

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

interface Count {
  daysAgo?: number;
  outcome?: string;
  count: number;
}

async function insertCounts(key: { id: string; secretId: string }, counts: readonly Count[]): Promise<void> {
  await database.prisma.keyUsage.createMany({
    data: counts.map(({ daysAgo = 1, outcome = "VALID", count }) => ({
      keyId: key.id,
      secretId: key.secretId,
      startsAt: new Date(now.getTime() - daysAgo * dayMs),
      durationSeconds: daysAgo > 60 ? 86_400 : daysAgo > 2 ? 3600 : 60,
      outcome,
      environment: "",
      service: "",
      address: "",
      count,
    })),
  });
}

function asHeavy(ctx: ServiceContext): HeavyContext {
  return { ...ctx, isHeavy: true };
}

async function insertLimitedKey(team: TestTeam, resource: string) {
  const key = await insertKey(database, team);
  await database.prisma.keyResource.create({ data: { keyId: key.id, resource } });
  return key;
}

test("shows a key only the usage of keys in its environment and within its resources", async () => {
  const team = await insertTeam(database);
  const production = { environmentId: team.environments.production ?? "" };
  const [here, elsewhere] = [await insertKey(database, team), await insertKey(database, team, production)];
  const [limited, other] = [
    await insertLimitedKey(team, "workers:wrk_1"),
    await insertLimitedKey(team, "workers:wrk_2"),
  ];
  for (const [index, key] of [here, elsewhere, limited, other].entries()) {
    await insertCounts(key, [{ count: 10 ** index }]);
  }
  const read = async (keyId: string) => {
    const counted = countStatements(database);
    const caller = await apiKeyActorOf(database, keyId);
    const ctx = asHeavy(createContext({ ...runtime, database: counted.database }, caller, now));
    const series = await readTeamUsageSeries(ctx, usageSeriesQuery.parse({}));
    expect(counted.counts, "reads through the heavy connections").toEqual({
      main: 0,
      heavy: expect.any(Number),
    });
    const usage = await readTeamUsage(ctx, teamUsageQuery.parse({ by: "key" }));
    expect(series.total).toBe(usage.total);
    return usage;
  };
  expect((await read(here.id)).total).toBe(1101);
  expect((await read(elsewhere.id)).total).toBe(10);
  expect((await read(limited.id)).data.map(({ by, count }) => [by, count])).toEqual([[limited.id, 100]]);
  const ctx = asHeavy(createContext(runtime, await userActorOf(database, team, team.owner.id), now));
  const environments = await readTeamUsage(ctx, teamUsageQuery.parse({ by: "environment" }));
  expect(environments.data.map(({ by, name, count, keys }) => [by, name, count, keys])).toEqual([
    ["development", "Development", 1101, 3],
    ["production", "Production", 10, 1],
  ]);
});

test("compares with the same time of the period before, and lists the keys with a reason", async () => {
  const team = await insertTeam(database);
  const [one, two] = [await insertKey(database, team), await insertKey(database, team)];
  await insertCounts(one, [
    { daysAgo: 0.001, count: 1 },
    { daysAgo: 1, count: 2, outcome: "RATE_LIMITED" },
    { daysAgo: 7.5, count: 30, outcome: "EXPIRED" },
    { daysAgo: 8, count: 100 },
    { daysAgo: 13.2, count: 10_000 },
    // After this time of the day, a week before: not in either period's share so far.
    { daysAgo: 6.9, count: 100_000 },
  ]);
  await insertCounts(two, [{ daysAgo: 2, count: 4, outcome: "IP_NOT_ALLOWED" }]);
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id), now);
  const usage = await readOverviewUsage(ctx, "7d", undefined);
  expect(usage.series.data).toHaveLength(7);
  expect([usage.series.total, usage.series.rejected]).toEqual([7, 6]);
  expect(usage.previous).toEqual({ total: 10_130, rejected: 30 });
  expect(usage.topKeys.map(({ by, count }) => [by, count])).toEqual([
    [two.id, 4],
    [one.id, 3],
  ]);
  expect(usage.reasons.map(({ by, count, keys }) => [by, count, keys])).toEqual([
    ["IP_NOT_ALLOWED", 4, 1],
    ["RATE_LIMITED", 2, 1],
  ]);
  const limited = await readOverviewUsage(ctx, "7d", "RATE_LIMITED");
  expect(limited.topKeys.map(({ by, count }) => [by, count])).toEqual([[one.id, 2]]);
});

test("counts keys that are active now and were active before", async () => {
  const team = await insertTeam(database);
  const before = new Date(now.getTime() - 30 * dayMs);
  const [long, recent] = [new Date(now.getTime() - 90 * dayMs), new Date(now.getTime() - dayMs)];
  const soon = new Date(now.getTime() + 3 * dayMs);
  const suspended = await insertMember(database, team, "developer", { status: "suspended" });
  await insertKey(database, team, { createdAt: long, name: "both" });
  await insertKey(database, team, { createdAt: recent, name: "new", expiresAt: soon });
  await insertKey(database, team, { createdAt: long, name: "deleted", revokedAt: recent });
  await insertKey(database, team, { createdAt: long, name: "disabled", disabledAt: recent });
  await insertKey(database, team, { createdAt: long, name: "expired", expiresAt: recent });
  await insertKey(database, team, { createdAt: long, name: "suspended", ownerUserId: suspended.id });
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id), now);
  expect(await countActiveKeys(ctx, before)).toEqual({
    count: 2,
    countBefore: 4,
    expiring: 1,
    next: { id: expect.any(String), name: "new", expiresAt: soon.toISOString() },
  });
});

test("rejects periods that are too long or end before they start", async () => {
  const team = await insertTeam(database);
  const ctx = asHeavy(createContext(runtime, await userActorOf(database, team, team.owner.id), now));
  const from = (days: number) => new Date(now.getTime() - days * dayMs);
  const series = { interval: "day" } as const;
  await expect(readTeamUsageSeries(ctx, { ...series, from: from(101) })).rejects.toThrow("100 days");
  await expect(readTeamUsageSeries(ctx, { interval: "hour", from: from(9) })).rejects.toThrow("8 days");
  await expect(readTeamUsageSeries(ctx, { ...series, from: from(-1) })).rejects.toThrow("before to");
});
