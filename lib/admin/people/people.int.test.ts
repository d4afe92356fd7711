import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { recordMigrations, runAdminCommand } from "#e2e/support/admin/run-admin-command.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  insertUser,
} from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { resetPassword } from "#lib/services/passwords/reset.ts";
import { startSession } from "#lib/services/sessions/start-session.ts";

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  await recordMigrations(database);
  runtime = createTestRuntime(database, { publicOrigin: "https://console.example.com" });
});

beforeEach(async () => {
  await asOwner(database).pool.query(
    "TRUNCATE users, teams, audit_events, audit_heads, invalidations CASCADE",
  );
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

const run = (...words: string[]) => runAdminCommand(runtime, words);

const read = (id: string) => database.prisma.user.findUniqueOrThrow({ where: { id } });

/** The actions that the operator is recorded for. */
async function listActions(): Promise<string[]> {
  const events = await database.prisma.auditEvent.findMany({
    where: { actorType: "system", actorId: "admin-command" },
    orderBy: { id: "asc" },
  });
  return events.map(({ action }) => action);
}

function insertOwner(fields: Parameters<typeof insertUser>[1] = {}) {
  return insertUser(database, { isInstanceOwner: true, instanceOwnerSource: "setup", ...fields });
}

async function signIn(userId: string): Promise<void> {
  const ctx = createContext(runtime, { type: "system", name: "test" });
  await startSession(ctx, { userId, provider: "credentials", passwordHash: null });
}

const openSessions = (userId: string) => database.prisma.session.count({ where: { userId, endedAt: null } });

const emailCommands = [
  "users show",
  "suspend",
  "reinstate",
  "make-owner",
  "remove-owner",
  "sessions end",
  "reset-password",
  "reset-two-factor",
];

test.each(emailCommands)("%s says that there is no such account, and how it is used", async (name) => {
  const words = name.split(" ");
  for (const email of ["nobody@example.com", "not an address"]) {
    const answer = await run(...words, email);
    expect(answer.exitCode).toBe(1);
    expect(answer.lines.join("\n")).toContain(`There is no account with the email address ${email}`);
  }
  expect((await run(...words)).exitCode).toBe(2);
  expect((await run(...words, "a@example.com", "b@example.com")).exitCode).toBe(2);
  expect(await listActions()).toEqual([]);
});

test("lists accounts, and shows one in the form of its address that was typed", async () => {
  const team = await insertTeam(database);
  await insertKey(database, team);
  const admin = await insertOwner({ name: "Ada", email: "ada@example.com" });
  const all = await run("users", "list");
  expect(all).toMatchObject({ exitCode: 0, data: [{ name: "Ada" }, { email: team.owner.email }] });
  expect(all.lines.at(-1)).toBe("2 accounts");
  const found = await run("users", "list", "ada");
  expect(found.data).toMatchObject([{ id: admin.id, isInstanceOwner: true }]);
  expect((await run("users", "list", "nobody")).lines).toEqual(["0 accounts"]);
  const shown = await run("users", "show", team.owner.email.toUpperCase());
  expect(shown.data).toMatchObject({ id: team.owner.id, teams: [{ slug: team.slug, liveKeys: 1 }] });
  expect(shown.lines.join("\n")).toContain(team.slug);
});

describe("suspend and reinstate", () => {
  test("change the account, end its sessions and are recorded once", async () => {
    await insertOwner();
    const person = await insertUser(database);
    await signIn(person.id);
    expect(await run("suspend", person.email)).toMatchObject({ exitCode: 0, data: { hasChanged: true } });
    expect(await read(person.id)).toMatchObject({ status: "suspended" });
    expect(await openSessions(person.id)).toBe(0);
    expect(await run("suspend", person.email)).toMatchObject({ exitCode: 0, data: { hasChanged: false } });
    expect(await run("reinstate", person.email)).toMatchObject({ exitCode: 0, data: { hasChanged: true } });
    expect(await run("reinstate", person.email)).toMatchObject({ exitCode: 0, data: { hasChanged: false } });
    expect(await read(person.id)).toMatchObject({ status: "active" });
    expect(await listActions()).toEqual(["user.suspend", "user.resume"]);
    const where = { kind: "user", subjectId: person.id };
    expect(await database.prisma.invalidation.count({ where })).toBe(2);
  });

  test("keep the last active administrator, also of two that are suspended at once", async () => {
    const owners = await Promise.all([insertOwner(), insertOwner()]);
    await insertOwner({ status: "suspended" });
    const answers = await Promise.all(owners.map(({ email }) => run("suspend", email)));
    expect(answers.map(({ exitCode }) => exitCode).sort()).toEqual([0, 1]);
    const refused = answers.find(({ exitCode }) => exitCode === 1);
    expect(refused?.lines.join("\n")).toContain("last active administrator");
    expect(await database.prisma.user.count({ where: { isInstanceOwner: true, status: "active" } })).toBe(1);
  });
});

describe("make-owner and remove-owner", () => {
  test("grant and revoke administration of the console", async () => {
    await insertOwner();
    const person = await insertUser(database);
    expect(await run("make-owner", person.email)).toMatchObject({ exitCode: 0, data: { hasChanged: true } });
    expect(await read(person.id)).toMatchObject({ isInstanceOwner: true, instanceOwnerSource: "command" });
    expect(await run("make-owner", person.email)).toMatchObject({ exitCode: 0, data: { hasChanged: false } });
    expect(await run("remove-owner", person.email)).toMatchObject({
      exitCode: 0,
      data: { hasChanged: true },
    });
    expect(await read(person.id)).toMatchObject({ isInstanceOwner: false, instanceOwnerSource: null });
    expect(await run("remove-owner", person.email)).toMatchObject({
      exitCode: 0,
      data: { hasChanged: false },
    });
    expect(await listActions()).toEqual(["instance_owner.grant", "instance_owner.revoke"]);
  });

  test("an administrator by INSTANCE_OWNERS stays one without it", async () => {
    const person = await insertOwner({ instanceOwnerSource: "listed" });
    expect(await run("make-owner", person.email)).toMatchObject({ data: { hasChanged: true } });
    expect(await read(person.id)).toMatchObject({ instanceOwnerSource: "command" });
  });

  test("keep the last administrator, and don't make a suspended account one", async () => {
    const owner = await insertOwner();
    const suspended = await insertUser(database, { status: "suspended" });
    const refused = await run("remove-owner", owner.email);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.lines.join("\n")).toContain("make-owner");
    const other = await run("make-owner", suspended.email);
    expect(other).toMatchObject({ exitCode: 1 });
    expect(other.lines.join("\n")).toContain(`reinstate ${suspended.email}`);
    expect(await listActions()).toEqual([]);
  });

  test("say that INSTANCE_OWNERS gives it back", async () => {
    await insertOwner();
    const person = await insertOwner({ email: "boss@example.com" });
    const listed = { ...runtime, config: { ...runtime.config, instanceOwners: ["boss@example.com"] } };
    const answer = await runAdminCommand(listed, ["remove-owner", person.email]);
    expect(answer).toMatchObject({ exitCode: 0 });
    expect(answer.lines.join("\n")).toContain("INSTANCE_OWNERS");
  });
});

test("sessions end signs a person out everywhere", async () => {
  const person = await insertUser(database);
  await signIn(person.id);
  await signIn(person.id);
  expect(await run("sessions", "end", person.email)).toMatchObject({
    exitCode: 0,
    data: { endedSessions: 2 },
  });
  expect(await openSessions(person.id)).toBe(0);
  expect((await run("sessions", "end", person.email)).lines).toEqual([`${person.email} had no session.`]);
  expect(await listActions()).toEqual(["session.end_all"]);
});

describe("an owner who lost password, second factor and mail", () => {
  test("is back in with one command, which is recorded", async () => {
    const owner = await insertOwner();
    await insertSecondFactor(database, runtime, owner.id);
    const answer = await run("reset-password", owner.email, "--reset-two-factor");
    expect(answer).toMatchObject({ exitCode: 0, data: { email: owner.email, isTwoFactorOff: true } });
    const [link = ""] = answer.lines;
    expect(link).toMatch(/^https:\/\/console\.example\.com\/reset-password\/[\w-]+$/);
    expect(await database.prisma.totpFactor.count({ where: { userId: owner.id } })).toBe(0);
    expect(await database.prisma.recoveryCode.count({ where: { userId: owner.id } })).toBe(0);

    const ctx = createContext(runtime, { type: "system", name: "test" });
    const token = link.split("/").at(-1) ?? "";
    await resetPassword(ctx, { token, password: "correct horse battery staple" });
    expect((await read(owner.id)).passwordHash).not.toBeNull();
    expect(await listActions()).toEqual(["user.request_password_reset", "two_factor.reset"]);
    await expect(
      resetPassword(ctx, { token, password: "another horse battery staple" }),
    ).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("keeps the second factor without the option", async () => {
    const owner = await insertOwner();
    await insertSecondFactor(database, runtime, owner.id);
    expect(await run("reset-password", owner.email)).toMatchObject({
      exitCode: 0,
      data: { isTwoFactorOff: false },
    });
    expect(await database.prisma.totpFactor.count({ where: { userId: owner.id } })).toBe(1);
  });

  test("is told to be reinstated first, and nothing is reset", async () => {
    const person = await insertUser(database, { status: "suspended" });
    await insertSecondFactor(database, runtime, person.id);
    const answer = await run("reset-password", person.email, "--reset-two-factor");
    expect(answer).toMatchObject({ exitCode: 1 });
    expect(answer.lines.join("\n")).toContain(`npm run admin -- reinstate ${person.email}`);
    expect(await database.prisma.totpFactor.count({ where: { userId: person.id } })).toBe(1);
    expect(await listActions()).toEqual([]);
  });
});
