import { afterAll, beforeAll, expect, test } from "vitest";
import { insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { asDatabaseTime } from "#lib/platform/db/database-time.ts";
import { rollUpUsage } from "./roll-up-usage.ts";

let database: Database;
let key: Awaited<ReturnType<typeof insertKey>>;

const now = asDatabaseTime(Date.parse("2026-06-15T12:34:56Z"));

beforeAll(async () => {
  database = await openTestDatabase();
  key = await insertKey(database, await insertTeam(database));
});

afterAll(async () => {
  await database.close();
});

async function insertMinute(startsAt: string, count: number, outcome = "VALID"): Promise<void> {
  await database.prisma.keyUsage.create({
    data: {
      keyId: key.id,
      secretId: key.secretId,
      startsAt: new Date(startsAt),
      durationSeconds: 60,
      outcome,
      environment: "development",
      service: "",
      address: "203.0.113.9",
      count,
    },
  });
}

async function readSpans() {
  const rows = await database.prisma.keyUsage.findMany({
    orderBy: [{ startsAt: "asc" }, { outcome: "asc" }],
  });
  return rows.map(({ startsAt, durationSeconds, outcome, count }) => [
    startsAt.toISOString(),
    durationSeconds,
    outcome,
    count,
  ]);
}

test("adds up minutes to hours and hours to days, without counting twice or losing counts", async () => {
  await insertMinute("2026-03-01T10:05:00Z", 1);
  await insertMinute("2026-03-01T23:59:00Z", 2);
  await insertMinute("2026-06-10T08:00:00Z", 4);
  await insertMinute("2026-06-10T08:59:00Z", 8);
  await insertMinute("2026-06-10T08:30:00Z", 16, "EXPIRED");
  await insertMinute("2026-06-10T09:00:00Z", 32);
  await insertMinute("2026-06-15T12:00:00Z", 64);
  const rolledUp = [
    ["2026-03-01T00:00:00.000Z", 86_400, "VALID", 3],
    ["2026-06-10T08:00:00.000Z", 3600, "EXPIRED", 16],
    ["2026-06-10T08:00:00.000Z", 3600, "VALID", 12],
    ["2026-06-10T09:00:00.000Z", 3600, "VALID", 32],
    ["2026-06-15T12:00:00.000Z", 60, "VALID", 64],
  ];
  await Promise.all([rollUpUsage({ database }, now), rollUpUsage({ database }, now)]);
  await rollUpUsage({ database }, now);
  expect(await readSpans()).toEqual(rolledUp);
  // A late count is added to the existing span.
  await insertMinute("2026-06-10T08:10:00Z", 100);
  await rollUpUsage({ database }, now);
  expect((await readSpans())[2]).toEqual(["2026-06-10T08:00:00.000Z", 3600, "VALID", 112]);
});
