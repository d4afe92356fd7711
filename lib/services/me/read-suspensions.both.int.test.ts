import { afterAll, beforeAll, expect, test } from "vitest";
import { insertMember, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readSuspensions } from "./read-suspensions.ts";

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(() => database.close());

test("names the teams that suspended a person, and the active members who can reinstate them", async () => {
  const team = await insertTeam(database, { name: "Northwind" });
  const admin = await insertMember(database, team, "admin");
  await insertMember(database, team, "admin", { status: "suspended" });
  await insertMember(database, team, "developer");
  const person = await insertMember(database, team, "developer", { status: "suspended" });
  const suspensions = await readSuspensions({ database }, person.id);
  expect(suspensions).toMatchObject([{ slug: team.slug, name: "Northwind" }]);
  expect(suspensions[0]?.managers.toSorted()).toEqual([team.owner.name, admin.name].toSorted());
  expect(await readSuspensions({ database }, admin.id)).toEqual([]);
});

test("doesn't name a deleted team", async () => {
  const team = await insertTeam(database);
  const person = await insertMember(database, team, "viewer", { status: "suspended" });
  await database.prisma.team.update({ where: { id: team.id }, data: { deletedAt: new Date() } });
  expect(await readSuspensions({ database }, person.id)).toEqual([]);
});
