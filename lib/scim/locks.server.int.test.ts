import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callScim, insertScimToken } from "#e2e/support/access/scim-caller.ts";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

// Only a server runs transactions at the same time.

let database: Database;
let runtime: Runtime;
let token: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  setRuntime(runtime);
  ({ token } = await insertScimToken(database));
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.close();
  await database.close();
});

async function call(method: string, path: string, body?: unknown) {
  return callScim(method, path, { token, ...(body === undefined ? {} : { body }) });
}

async function create(path: string, body: unknown): Promise<string> {
  return String((await call("POST", path, body)).body.id);
}

async function countDeadlocks(): Promise<number> {
  // The server publishes its statistics with a delay.
  await wait(1_500);
  const rows = await database.prisma.$queryRaw<{ deadlocks: bigint }[]>`
    SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`;
  return Number(rows[0]?.deadlocks);
}

test("people and groups that change at the same time don't wait for each other forever", async () => {
  const teams = [await insertTeam(database), await insertTeam(database)];
  const names = ["one", "two", "three"];
  for (const { id: teamId, owner } of teams) {
    const group = { teamId, role: "developer", createdById: owner.id } as const;
    const rows = names.map((groupName) => ({ id: createId("teamGroup"), groupName, ...group }));
    await database.prisma.teamGroup.createMany({ data: rows });
  }
  const numbers = [1, 2, 3, 4, 5, 6];
  const people = await Promise.all(
    numbers.map((number) => create("/Users", { userName: `locks-${number}@example.com` })),
  );
  const groups = await Promise.all(names.map((displayName) => create("/Groups", { displayName })));
  const setActive = (id: string, value: boolean) =>
    call("PATCH", `/Users/${id}`, { Operations: [{ op: "replace", path: "active", value }] });
  const setMembers = (id: string, members: string[]) =>
    call("PUT", `/Groups/${id}`, {
      displayName: names[groups.indexOf(id)],
      members: members.map((value) => ({ value })),
    });
  const statuses: number[] = [];
  const note = async (answer: Promise<{ status: number }>) => statuses.push((await answer).status);
  for (const isEven of [true, false, true, false]) {
    const half = people.filter((_, place) => (place % 2 === 0) === isEven);
    await Promise.all([
      ...groups.map((id) => note(setMembers(id, half))),
      ...people.map((id) => note(setActive(id, !half.includes(id) || isEven))),
    ]);
  }
  expect(statuses.filter((status) => status >= 400)).toEqual([]);
  expect(await countDeadlocks()).toBe(0);
}, 60_000);
