import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { teamUsageQuery, usageSeriesQuery } from "#lib/contract/keys/usage.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { asDatabaseTime } from "#lib/platform/db/database-time.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import type { HeavyContext } from "#lib/services/context.ts";
import { readTeamUsage } from "#lib/services/usage/read-groups.ts";
import { readTeamUsageSeries } from "#lib/services/usage/read-series.ts";
import { rollUpUsage } from "./roll-up-usage.ts";
import { summarizeUsage } from "./summarize-usage.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = asDatabaseTime(Date.parse("2026-06-15T12:34:56Z"));

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

/** Counts in minutes, hours and days of the last 95 days, as an instance that was upgraded has them. */
async function insertHistory(keys: readonly { id: string; secretId: string }[]): Promise<void> {
  const outcomes = ["VALID", "VALID", "RATE_LIMITED", "IP_NOT_ALLOWED"];
  for (const [index, { id, secretId }] of keys.entries()) {
    const row = { keyId: id, secretId, environment: "development", service: "", address: "192.0.2.1" };
    const rows = Array.from({ length: 190 }, (_, step) => {
      const agoMs = step * 12 * hourMs + index * 7 * 60_000;
      const [durationSeconds, unitMs] =
        agoMs > 60 * dayMs ? [86_400, dayMs] : agoMs > 2 * dayMs ? [3600, hourMs] : [60, 60_000];
      const at = now.getTime() - agoMs;
      return {
        ...row,
        durationSeconds,
        startsAt: new Date(at - (at % unitMs)),
        outcome: outcomes[(step + index) % outcomes.length] ?? "VALID",
        // A different address for each, because days are the same for two steps.
        address: `192.0.2.${step}`,
        count: 1 + step + index * 1000,
      };
    });
    await database.prisma.keyUsage.createMany({ data: rows });
  }
}

/** Everything that pages show, for a team with keys in two environments. */
async function readAll(ctx: HeavyContext) {
  const from = new Date(now.getTime() - 89 * dayMs);
  const groups = ["outcome", "key", "environment"] as const;
  const hours = usageSeriesQuery.parse({ interval: "hour" });
  return {
    days: await readTeamUsageSeries(ctx, { interval: "day", from }),
    hours: await readTeamUsageSeries(ctx, { ...hours, from: new Date(now.getTime() - dayMs) }),
    groups: await Promise.all(
      groups.map((by) => readTeamUsage(ctx, { ...teamUsageQuery.parse({}), by, from })),
    ),
    reason: await readTeamUsage(ctx, { ...teamUsageQuery.parse({ by: "key", outcome: "RATE_LIMITED" }) }),
  };
}

test("shows the same numbers before and after the history is added up, on two instances at once", async () => {
  const [team, other] = [await insertTeam(database), await insertTeam(database)];
  const keys = [
    await insertKey(database, team),
    await insertKey(database, team),
    await insertKey(database, team, { environmentId: team.environments.production ?? "" }),
  ];
  await insertHistory(keys);
  await insertHistory([await insertKey(database, other)]);
  const caller = await userActorOf(database, team, team.owner.id);
  const ctx: HeavyContext = { ...createContext(runtime, caller, now), isHeavy: true };
  const expected = await readAll(ctx);
  const sums = await database.prisma.keyUsage.aggregate({
    where: {
      keyId: { in: keys.map(({ id }) => id) },
      startsAt: { gte: new Date("2026-03-18T00:00:00Z"), lt: now },
    },
    _sum: { count: true },
  });
  expect(expected.days.total).toBe(sums._sum.count);
  expect(expected.groups.map(({ data }) => data.length)).toEqual([3, 3, 2]);
  expect(expected.days.data).toHaveLength(90);

  await Promise.all([summarizeUsage(runtime, now), summarizeUsage(runtime, now)]);
  expect(await readAll(ctx), "after the upgrade").toEqual(expected);
  await rollUpUsage({ database, config: readConfig({}) }, now);
  await summarizeUsage(runtime, now);
  expect(await readAll(ctx), "again, after minutes became hours").toEqual(expected);

  const kinds = await database.prisma.usageSummary.groupBy({
    by: ["durationSeconds"],
    _count: true,
    orderBy: { durationSeconds: "asc" },
  });
  expect(kinds.map(({ durationSeconds }) => durationSeconds)).toEqual([
    3600,
    21_600,
    86_400,
    6 * 86_400,
    864_000,
    29 * 86_400,
    89 * 86_400,
  ]);

  // The current hour isn't added up, so that new requests appear.
  const { id: keyId, secretId } = keys[0] ?? expect.fail();
  const used = { keyId, secretId, environment: "development", service: "", address: null };
  runtime.usage.record({ ...used, outcome: "VALID", now: now.getTime() - 60_000 });
  await runtime.usage.flush();
  expect((await readAll(ctx)).days.total).toBe(expected.days.total + 1);
});

test("adds up each hour only after it has ended, and keeps only the sums that are shown", async () => {
  const { prisma } = database;
  const later = asDatabaseTime(now.getTime() + 3 * dayMs);
  await summarizeUsage(runtime, later);
  const hours = await prisma.usageSummary.findMany({ where: { durationSeconds: 3600 } });
  expect(Math.min(...hours.map(({ startsAt }) => startsAt.getTime()))).toBeGreaterThanOrEqual(
    later.getTime() - 4 * dayMs,
  );
  expect(hours.map(({ startsAt }) => startsAt)).not.toContainEqual(new Date("2026-06-18T12:00:00Z"));
  await summarizeUsage(runtime, asDatabaseTime(now.getTime() + 400 * dayMs));
  expect(await prisma.keyUsageSummary.count()).toBe(0);
  expect(await prisma.teamUsageSummary.count()).toBe(0);
  expect(await prisma.usageSummary.count({ where: { durationSeconds: { notIn: [3600, 21_600] } } })).toBe(0);
});

test("adds up everything else if a span fails, and deletes old sums", async () => {
  const { prisma } = database;
  const failing = new Date("2027-03-10T05:00:00Z");
  const at = asDatabaseTime(Date.parse("2027-03-10T12:34:56Z"));
  const { id: keyId, secretId } = await insertKey(database, await insertTeam(database));
  const row = { keyId, secretId, outcome: "VALID", environment: "", service: "", address: "", count: 1 };
  // Today's hours with this one, which fails, and one of the day before, whose day is complete.
  const hours = [failing, new Date("2027-03-10T07:00:00Z"), new Date("2027-03-09T07:00:00Z")];
  await prisma.keyUsage.createMany({
    data: hours.map((startsAt) => ({ ...row, startsAt, durationSeconds: 3600 })),
  });
  await prisma.usageSummary.create({ data: { durationSeconds: 86_400, startsAt: new Date("2020-01-01") } });
  await asOwner(database).pool.query(`ALTER TABLE usage_summaries ADD CONSTRAINT failing_hour
    CHECK (duration_seconds <> 3600 OR starts_at <> '${failing.toISOString()}')`);
  const list = async () => {
    const summaries = await prisma.usageSummary.findMany({
      where: { startsAt: { gte: new Date("2027-03-09") } },
    });
    return summaries
      .map(({ startsAt, durationSeconds }) => `${startsAt.toISOString()} ${durationSeconds}`)
      .sort();
  };
  const complete = [
    "2027-03-09T00:00:00.000Z 86400",
    "2027-03-09T06:00:00.000Z 21600",
    "2027-03-09T07:00:00.000Z 3600",
    "2027-03-10T06:00:00.000Z 21600",
    "2027-03-10T07:00:00.000Z 3600",
  ];
  const warn = vi.spyOn(runtime.logger, "warn");
  await summarizeUsage(runtime, at);
  expect(warn).toHaveBeenCalledOnce();
  // Six hours around 07:00 don't contain the failing hour.
  expect(await list()).toEqual(complete);
  expect(await prisma.usageSummary.count({ where: { startsAt: { lt: new Date("2021-01-01") } } })).toBe(0);

  // A day later, neither the day nor a range may be added up without the failing hour.
  const nextDay = asDatabaseTime(at.getTime() + dayMs);
  await summarizeUsage(runtime, nextDay);
  expect(await list()).toEqual(complete);
  const ranges = { durationSeconds: { in: [6 * 86_400, 29 * 86_400, 89 * 86_400] } };
  const covering = await prisma.usageSummary.findMany({ where: ranges });
  expect(
    covering.filter((span) => span.startsAt.getTime() + span.durationSeconds * 1000 > failing.getTime()),
  ).toEqual([]);

  await asOwner(database).pool.query("ALTER TABLE usage_summaries DROP CONSTRAINT failing_hour");
  await summarizeUsage(runtime, nextDay);
  expect(await list()).toEqual(
    [
      ...complete,
      "2027-03-10T00:00:00.000Z 21600",
      "2027-03-10T00:00:00.000Z 86400",
      "2027-03-10T05:00:00.000Z 3600",
    ].sort(),
  );
  warn.mockRestore();
});

test("stops adding up when it is told to", async () => {
  await database.prisma.usageSummary.deleteMany();
  await summarizeUsage(runtime, now, AbortSignal.abort());
  expect(await database.prisma.usageSummary.count()).toBe(0);
});
