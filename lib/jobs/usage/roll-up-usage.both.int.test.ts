import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { asDatabaseTime } from "#lib/platform/db/database-time.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { rollUpUsage } from "./roll-up-usage.ts";

let database: Database;
let key: Awaited<ReturnType<typeof insertKey>>;

const now = asDatabaseTime(Date.parse("2026-06-15T12:34:56Z"));

beforeAll(async () => {
  database = await openTestDatabase();
  key = await insertKey(database, await insertTeam(database));
});

beforeEach(async () => {
  await database.prisma.keyUsage.deleteMany();
});

afterAll(async () => {
  await database.close();
});

const runtime = () => ({
  database,
  config: { usageDays: { minutes: 2, hours: 62, addresses: 30, days: 400 } },
});

async function insertMinute(startsAt: string, count: number, outcome = "VALID"): Promise<void> {
  await insertSpan({ startsAt: new Date(startsAt), count, outcome });
}

async function insertSpan(fields: Partial<Prisma.KeyUsageCreateManyInput>): Promise<void> {
  await database.prisma.keyUsage.create({
    data: {
      keyId: key.id,
      secretId: key.secretId,
      startsAt: now,
      durationSeconds: 60,
      outcome: "VALID",
      environment: "development",
      service: "",
      address: "203.0.113.9",
      count: 1,
      ...fields,
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
  await Promise.all([rollUpUsage(runtime(), now), rollUpUsage(runtime(), now)]);
  await rollUpUsage(runtime(), now);
  expect(await readSpans()).toEqual(rolledUp);
  // A late count is added to the existing span.
  await insertMinute("2026-06-10T08:10:00Z", 100);
  await rollUpUsage(runtime(), now);
  expect((await readSpans())[2]).toEqual(["2026-06-10T08:00:00.000Z", 3600, "VALID", 112]);
});

test("removes IP addresses after 30 days and keeps the totals", async () => {
  const old = { startsAt: new Date("2026-05-10T08:00:00Z"), durationSeconds: 3600 };
  await insertSpan({ ...old, address: "", count: 1 });
  await insertSpan({ ...old, address: "192.0.2.1", count: 2 });
  await insertSpan({ ...old, address: "192.0.2.2", count: 4 });
  const recent = { startsAt: new Date("2026-06-01T08:00:00Z"), durationSeconds: 3600 };
  await insertSpan({ ...recent, address: "192.0.2.1", count: 8 });
  await rollUpUsage(runtime(), now);
  const rows = await database.prisma.keyUsage.findMany({ orderBy: { startsAt: "asc" } });
  expect(rows.map(({ address, count }) => [address, count])).toEqual([
    ["", 7],
    ["192.0.2.1", 8],
  ]);
});

test("deletes days after 400 days", async () => {
  await insertSpan({ startsAt: new Date("2025-05-10T00:00:00Z"), durationSeconds: 86_400, count: 1 });
  await insertSpan({ startsAt: new Date("2025-05-12T00:00:00Z"), durationSeconds: 86_400, count: 2 });
  await rollUpUsage(runtime(), now);
  expect(await readSpans()).toEqual([["2025-05-12T00:00:00.000Z", 86_400, "VALID", 2]]);
});

test("keeps the most used 200 IP addresses of a key and day, also over several runs", async () => {
  const insertMany = (minute: number, from: number, length: number) =>
    database.prisma.keyUsage.createMany({
      data: Array.from({ length }, (_, i) => ({
        keyId: key.id,
        secretId: key.secretId,
        startsAt: new Date(Date.UTC(2026, 5, 10, 8, minute)),
        durationSeconds: 60,
        outcome: "VALID",
        environment: "development",
        service: "",
        address: `address ${from + i}`,
        count: i + 1,
      })),
    });
  const count = async () => {
    const rows = await database.prisma.keyUsage.findMany();
    const addresses = new Set(rows.map(({ address }) => address).filter((address) => address !== ""));
    return { addresses: addresses.size, total: rows.reduce((sum, row) => sum + row.count, 0) };
  };
  await insertMany(0, 0, 150);
  await rollUpUsage(runtime(), now);
  expect(await count()).toEqual({ addresses: 150, total: 11_325 });
  await insertMany(1, 100, 250);
  await insertMany(70, 100, 250);
  await rollUpUsage(runtime(), now);
  expect(await count()).toEqual({ addresses: 200, total: 11_325 + 2 * 31_375 });
  // The most used ones of those that were new.
  expect(await database.prisma.keyUsage.count({ where: { address: "address 349" } })).toBe(2);
  expect(await database.prisma.keyUsage.count({ where: { address: "address 299" } })).toBe(0);
});
