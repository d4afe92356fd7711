import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { createTrimState, maxRows, trimRequestLog } from "./trim-request-log.ts";

let database: Database;

const config = readConfig({});

beforeAll(async () => {
  database = await openTestDatabase();
});

beforeEach(async () => {
  await database.prisma.requestLogEntry.deleteMany();
  await database.prisma.requestLogDrop.deleteMany();
});

afterAll(() => database.close());

/** Entries a tenth of a second apart, the newest `secondsAgo` ago. Their ids end with their number from there. */
async function insert(keyId: string | null, sample: string, count: number, secondsAgo = 0): Promise<void> {
  await database.pool.query(
    `INSERT INTO request_log (id, at, sample, endpoint, outcome, team_id, key_id, environment, permissions, service, facts)
     SELECT $1 || $2 || $4::text || '_' || n, now() - make_interval(secs => $4::int + n / 10.0), $2, 'auth', 'X', 'team_1',
       NULLIF($1, ''), '', '{}', '', '{}'
     FROM generate_series(1, $3::int) n`,
    [keyId ?? "", sample, count, secondsAgo],
  );
}

async function countBySample(keyId: string | null): Promise<Record<string, number>> {
  const rows = await database.prisma.requestLogEntry.groupBy({
    by: ["sample"],
    where: { keyId },
    _count: true,
  });
  return Object.fromEntries(rows.map(({ sample, _count }) => [sample, _count]));
}

test("keeps the newest 100 accepted and 900 rejected requests of a key", async () => {
  await insert("key_1", "accepted", 150);
  await insert("key_1", "rejected", 1_200);
  await insert("key_2", "rejected", 900);
  await trimRequestLog({ database, config }, createTrimState());
  expect(await countBySample("key_1")).toEqual({ accepted: 100, rejected: 900 });
  expect(await countBySample("key_2")).toEqual({ rejected: 900 });
  const { id } = await database.prisma.requestLogEntry.findFirstOrThrow({
    where: { keyId: "key_1", sample: "rejected" },
    orderBy: { at: "asc" },
  });
  expect(id).toMatch(/_900$/);
});

test("trims a key again when it has new requests", async () => {
  const state = createTrimState();
  await insert("key_1", "rejected", 900, 60);
  await trimRequestLog({ database, config }, state);
  await insert("key_1", "rejected", 30);
  await trimRequestLog({ database, config }, state);
  expect(await countBySample("key_1")).toEqual({ rejected: 900 });
});

test("removes the oldest of a kind that has too many, and leaves the other kinds", async () => {
  const max = { ...maxRows, unknown: 200, rejected: 100 };
  await insert(null, "unknown", 250);
  for (let key = 0; key < 3; key++) await insert(`key_${key}`, "rejected", 40, key * 100);
  await trimRequestLog({ database, config }, createTrimState(), { max });
  expect(await countBySample(null)).toEqual({ unknown: 196 });
  expect(await database.prisma.requestLogEntry.count({ where: { sample: "rejected" } })).toBe(98);
});

test("removes no more when several instances run at once", async () => {
  const max = { ...maxRows, unknown: 200, rejected: 1_000 };
  await insert(null, "unknown", 250);
  await insert("key_1", "rejected", 1_100);
  await insert("key_2", "rejected", 500, 10_000);
  await Promise.all(
    Array.from({ length: 4 }, () => trimRequestLog({ database, config }, createTrimState(), { max })),
  );
  expect(await countBySample(null)).toEqual({ unknown: 196 });
  expect(await countBySample("key_1")).toEqual({ rejected: 900 });
  expect(await countBySample("key_2")).toEqual({ rejected: 80 });
});

test("keeps the newest of rows with the same time", async () => {
  await insert(null, "unknown", 10);
  await database.pool.query("UPDATE request_log SET at = now()");
  await trimRequestLog({ database, config }, createTrimState(), { max: { ...maxRows, unknown: 5 } });
  expect(await countBySample(null)).toEqual({ unknown: 4 });
});

test("removes what is older than the setting, and everything when it is 0", async () => {
  const day = 24 * 60 * 60;
  await insert("key_1", "rejected", 3);
  await insert("key_1", "rejected", 5, 8 * day);
  await database.prisma.requestLogDrop.create({
    data: { teamId: "team_1", hour: new Date(Date.now() - 9 * day * 1_000), count: 1 },
  });
  await trimRequestLog({ database, config }, createTrimState());
  expect(await countBySample("key_1")).toEqual({ rejected: 3 });
  expect(await database.prisma.requestLogDrop.count()).toBe(0);
  await trimRequestLog({ database, config: { requestLogDays: 0 } }, createTrimState());
  expect(await countBySample("key_1")).toEqual({});
});
