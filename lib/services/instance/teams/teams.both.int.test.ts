import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import {
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  insertUser,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;
let cookie: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  const { id } = await insertUser(database, { isInstanceOwner: true });
  ({ cookie } = await createSessionCookie(database, runtime, id));
});

beforeEach(() => {
  setRuntime({ ...runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

function read(path: string) {
  return callApi(`/instance/teams${path}`, { cookie });
}

test("lists teams by name, through all pages, and finds them", async () => {
  for (const name of ["Zebra three", "Zebra one", "Zebra two"]) await insertTeam(database, { name });
  const first = await read("?q=zebra&limit=2");
  expect(first).toMatchObject({ status: 200, body: { total: 3 } });
  const cursor = String(Reflect.get(Object(first.body), "nextCursor"));
  const second = await read(`?q=zebra&limit=2&cursor=${cursor}`);
  const found = [first, second].flatMap(({ body }) => Reflect.get(Object(body), "data"));
  expect(found.map(({ name }) => name)).toEqual(["Zebra one", "Zebra three", "Zebra two"]);
  expect((await read("?limit=0")).status).toBe(400);
});

test("counts members, keys that work, and requests of the last 7 days", async () => {
  const team = await insertTeam(database);
  const suspended = await insertMember(database, team, "developer");
  await database.prisma.user.update({ where: { id: suspended.id }, data: { status: "suspended" } });
  await insertMember(database, team, "viewer", { status: "removed" });
  await insertKey(database, team);
  await insertKey(database, team, { ownerType: "team" });
  await insertKey(database, team, { disabledAt: new Date() });
  await insertKey(database, team, { ownerUserId: suspended.id });
  const hoursAgo = (hours: number) => new Date(Math.floor(Date.now() / 3_600_000 - hours) * 3_600_000);
  const summary = { teamId: team.id, environmentId: team.environments.development ?? "", outcome: "VALID" };
  await database.prisma.teamUsageSummary.createMany({
    data: [
      { ...summary, startsAt: hoursAgo(5), count: 40n },
      { ...summary, startsAt: hoursAgo(9 * 24), count: 100n },
    ],
  });
  expect(await read(`/${team.id}`)).toMatchObject({
    status: 200,
    body: {
      memberCount: 2,
      activeKeys: 2,
      requests7d: 40,
      keyRateLimitMax: { perMinute: null, per10Seconds: null },
      members: [
        { userId: team.owner.id, role: "owner", status: "active" },
        { userId: suspended.id, role: "developer", status: "suspended" },
      ],
    },
  });
});

test("answers 404 for an unknown and a deleted team", async () => {
  const team = await insertTeam(database);
  await database.prisma.team.update({ where: { id: team.id }, data: { deletedAt: new Date() } });
  expect((await read(`/${team.id}`)).status).toBe(404);
  expect((await read(`/team_${"0".repeat(26)}`)).status).toBe(404);
});
