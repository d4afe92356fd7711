import { afterAll, beforeAll, expect, test } from "vitest";
import { recordMigrations, runAdminCommand } from "#e2e/support/admin/run-admin-command.ts";
import { createTestRuntime, insertMember, insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  await recordMigrations(database);
  runtime = createTestRuntime(database);
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

const run = (...words: string[]) => runAdminCommand(runtime, words);

async function listEvents(chainId: string) {
  const events = await database.prisma.auditEvent.findMany({
    where: { chainId, actorId: "admin-command" },
    orderBy: { seq: "asc" },
  });
  return events.map(({ action, changes }) => ({ action, changes }));
}

test.each([["show"], ["suspend"], ["reinstate"], ["make-owner", "ada@example.com"]])(
  "teams %s says that there is no such team, and how it is used",
  async (verb, ...more) => {
    const answer = await run("teams", verb, "nothing", ...more);
    expect(answer.exitCode).toBe(1);
    expect(answer.lines.join("\n")).toContain("There is no team with the short name or ID nothing");
    expect((await run("teams", verb)).exitCode).toBe(2);
  },
);

test("lists teams, and shows one by its short name or ID", async () => {
  const team = await insertTeam(database, { name: "Zebra works" });
  const listed = await run("teams", "list", "zebra");
  expect(listed.data).toMatchObject([{ id: team.id, memberCount: 1 }]);
  for (const name of [team.slug, team.id]) {
    const shown = await run("teams", "show", name);
    expect(shown.data).toMatchObject({ id: team.id, members: [{ email: team.owner.email, role: "owner" }] });
    expect(shown.lines.join("\n")).not.toContain("No active owner");
  }
});

test("suspends a team with a reason and reinstates it, recorded in both logs", async () => {
  const team = await insertTeam(database);
  const suspended = await run("teams", "suspend", team.slug, "--reason", "Invoices unpaid");
  expect(suspended).toMatchObject({ exitCode: 0, data: { hasChanged: true } });
  expect((await run("teams", "show", team.slug)).lines.join("\n")).toContain("Invoices unpaid");
  expect(await run("teams", "suspend", team.slug)).toMatchObject({ data: { hasChanged: false } });
  expect(await run("teams", "reinstate", team.slug)).toMatchObject({ data: { hasChanged: true } });
  expect(await run("teams", "reinstate", team.slug)).toMatchObject({ data: { hasChanged: false } });
  const events = [
    { action: "team.suspend", changes: { reason: "Invoices unpaid" } },
    { action: "team.resume", changes: {} },
  ];
  expect(await listEvents(team.id)).toEqual(events);
  expect((await listEvents("instance")).slice(-2)).toEqual(events);
  const { suspendedById } = await database.prisma.team.findUniqueOrThrow({ where: { id: team.id } });
  expect(suspendedById).toBeNull();
  const where = { kind: "team", subjectId: team.id };
  expect(await database.prisma.invalidation.count({ where })).toBe(2);
});

test("a reason that is too long is a mistake in typing", async () => {
  const team = await insertTeam(database);
  expect((await run("teams", "suspend", team.slug, "--reason", "x".repeat(501))).exitCode).toBe(2);
  expect((await run("teams", "suspend", team.slug, "--reason")).exitCode).toBe(2);
});

test("gives a team whose only owner is gone another one", async () => {
  const team = await insertTeam(database);
  const member = await insertMember(database, team, "developer", { isFromGroups: true });
  await database.prisma.user.update({ where: { id: team.owner.id }, data: { status: "suspended" } });
  expect((await run("teams", "show", team.slug)).lines.join("\n")).toContain("No active owner");
  expect(await run("teams", "make-owner", team.slug, member.email)).toMatchObject({
    exitCode: 0,
    data: { hasChanged: true },
  });
  const { role, isFromGroups } = await database.prisma.member.findUniqueOrThrow({
    where: { id: member.memberId },
  });
  expect({ role, isFromGroups }).toEqual({ role: "owner", isFromGroups: false });
  expect(await run("teams", "make-owner", team.slug, member.email)).toMatchObject({
    data: { hasChanged: false },
  });
  expect(await listEvents(team.id)).toEqual([
    { action: "member.update", changes: { userId: member.id, role: { from: "developer", to: "owner" } } },
  ]);
});

test("a suspended member and a person outside become owners, too", async () => {
  const team = await insertTeam(database);
  const member = await insertMember(database, team, "admin", { status: "suspended" });
  const outsider = await insertUser(database);
  for (const { id, email } of [member, outsider]) {
    expect((await run("teams", "make-owner", team.slug, email)).exitCode).toBe(0);
    const where = { teamId_userId: { teamId: team.id, userId: id } };
    expect(await database.prisma.member.findUniqueOrThrow({ where })).toMatchObject({
      role: "owner",
      status: "active",
    });
  }
  expect((await listEvents(team.id)).map(({ action }) => action)).toEqual(["member.update", "member.join"]);
});

test("a suspended or unknown account can't own a team", async () => {
  const team = await insertTeam(database);
  const suspended = await insertUser(database, { status: "suspended" });
  for (const email of [suspended.email, "nobody@example.com"]) {
    expect((await run("teams", "make-owner", team.slug, email)).exitCode).toBe(1);
  }
  expect(await listEvents(team.id)).toEqual([]);
});
