import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { UsageEvent } from "#lib/verification/usage/usage-memory.ts";
import { listKeyUsage } from "./list-usage.ts";

let database: Database;
let runtime: Runtime;

const now = new Date("2026-06-15T00:30:00Z");
const hourMs = 3_600_000;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

interface Requests {
  hoursAgo: number;
  count: number;
  outcome?: UsageEvent["outcome"];
  address?: string;
}

/** Counts requests as verification does. */
function countRequests(
  key: { id: string; secretId: string },
  { hoursAgo, count, outcome = "VALID", address }: Requests,
) {
  for (let index = 0; index < count; index++) {
    runtime.usage.record({
      keyId: key.id,
      secretId: key.secretId,
      outcome,
      environment: "development",
      service: "",
      address: address ?? "192.0.2.1",
      now: now.getTime() - hoursAgo * hourMs,
    });
  }
}

function listTotals(days: readonly { accepted: number; refused: number }[] | undefined) {
  return days?.map(({ accepted, refused }) => [accepted, refused]);
}

test("counts accepted and rejected requests per UTC day, across flushes and addresses", async () => {
  const team = await insertTeam(database);
  const [used, unused, forgotten] = [
    await insertKey(database, team),
    await insertKey(database, team),
    await insertKey(database, team),
  ];
  countRequests(used, { hoursAgo: 0.25, count: 2 });
  countRequests(used, { hoursAgo: 0.75, count: 3, outcome: "RATE_LIMITED" });
  countRequests(used, { hoursAgo: 6 * 24, count: 4 });
  await runtime.usage.flush();
  countRequests(used, { hoursAgo: 0.1, count: 5, address: "192.0.2.2" });
  countRequests(used, { hoursAgo: 6 * 24 + 1, count: 100 });
  countRequests(forgotten, { hoursAgo: 8 * 24, count: 6 });
  await runtime.usage.flush();

  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id), now);
  const usage = await listKeyUsage(ctx, [used.id, unused.id, forgotten.id]);
  expect([...usage.keys()]).toEqual([used.id]);
  expect(listTotals(usage.get(used.id))).toEqual([
    [4, 0],
    [0, 0],
    [0, 0],
    [0, 0],
    [0, 0],
    [0, 3],
    [7, 0],
  ]);
});

test("does not return another team's usage, and returns nothing for no keys", async () => {
  const [ours, theirs] = [await insertTeam(database), await insertTeam(database)];
  const [ourKey, theirKey] = [await insertKey(database, ours), await insertKey(database, theirs)];
  countRequests(ourKey, { hoursAgo: 0, count: 1 });
  countRequests(theirKey, { hoursAgo: 0, count: 1 });
  await runtime.usage.flush();
  const ctx = createContext(runtime, await userActorOf(database, ours, ours.owner.id), now);
  expect([...(await listKeyUsage(ctx, [ourKey.id, theirKey.id])).keys()]).toEqual([ourKey.id]);
  expect((await listKeyUsage(ctx, [])).size).toBe(0);
});

test("counts all requests that two instances write at the same moment", async () => {
  const team = await insertTeam(database);
  const keys = await Promise.all(Array.from({ length: 20 }, () => insertKey(database, team)));
  const second = createTestRuntime(database);
  for (let round = 0; round < 10; round++) {
    for (const [index, { id, secretId }] of keys.entries()) {
      for (const { usage } of index % 2 === 0 ? [runtime, second] : [second, runtime]) {
        usage.record({
          keyId: id,
          secretId,
          outcome: "VALID",
          environment: "development",
          service: "",
          address: "192.0.2.1",
          now: now.getTime(),
        });
      }
    }
    await Promise.all([runtime.usage.flush(), second.usage.flush()]);
  }
  await Promise.all([runtime.usage.flush(), second.usage.stop()]);
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id), now);
  const usage = await listKeyUsage(
    ctx,
    keys.map(({ id }) => id),
  );
  expect([...usage.values()].map((days) => days.at(-1)?.accepted)).toEqual(keys.map(() => 20));
});
