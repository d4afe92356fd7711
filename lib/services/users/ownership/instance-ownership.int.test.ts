import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  insertUser,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { InstanceOwnerSource, Prisma } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createInvitation } from "#lib/services/invitations/create.ts";
import { startSession } from "#lib/services/sessions/start-session.ts";
import { createUser } from "#lib/services/users/create.ts";
import { reconcileInstanceOwners } from "./reconcile-instance-owners.ts";

const password = "correct horse battery staple";
const origin = "https://console.example.com";
const boss = "boss@example.com";

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  await asOwner(database).pool.query(
    "TRUNCATE users, teams, audit_events, audit_heads, invalidations CASCADE",
  );
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

function withSettings(settings: Partial<Config>): Runtime {
  return { ...runtime, config: { ...runtime.config, ...settings } };
}

async function signIn(userId: string, settings: Partial<Config> = {}) {
  const ctx = createContext(withSettings(settings), { type: "system", name: "test" });
  await startSession(ctx, { userId, provider: "credentials", passwordHash: null });
  return readOwnership(userId);
}

async function readOwnership(id: string) {
  return database.prisma.user.findUniqueOrThrow({
    where: { id },
    select: { isInstanceOwner: true, instanceOwnerSource: true },
  });
}

function insertOwner(
  source: InstanceOwnerSource | null,
  fields: Partial<Prisma.UserUncheckedCreateInput> = {},
) {
  return insertUser(database, { isInstanceOwner: true, instanceOwnerSource: source, ...fields });
}

async function readEvents(targetId: string) {
  const where = { targetId, action: { startsWith: "instance_owner." } };
  const events = await database.prisma.auditEvent.findMany({ where, orderBy: { seq: "asc" } });
  return events.map(({ action, changes }) => ({ action, changes }));
}

const none = { isInstanceOwner: false, instanceOwnerSource: null };
const listed = { isInstanceOwner: true, instanceOwnerSource: "listed" };
const verified = { emailVerifiedAt: new Date() };

describe("an invitation to a listed address", () => {
  /** Invites the listed address, reads the link as the inviter, and signs up with it. */
  async function signUpByOwnInvitation(settings: Partial<Config>, more: { setupCode?: string } = {}) {
    const team = await insertTeam(database);
    const inviter = createContext(withSettings(settings), await userActorOf(database, team, team.owner.id));
    const { url } = await createInvitation(inviter, { email: boss, role: "developer", origin });
    const invitationToken = url?.replace(`${origin}/invitations/`, "") ?? "";
    const input = { name: "Boss", email: boss, password, invitationToken, ...more };
    return createUser(createContext(withSettings(settings), { type: "system", name: "test" }), input);
  }

  test("does not grant ownership to the person who signs up with its link, now or at a later sign-in", async () => {
    const { id } = await signUpByOwnInvitation({ instanceOwners: [boss] });
    expect(await readOwnership(id)).toEqual(none);
    expect(await signIn(id, { instanceOwners: [boss] })).toEqual(none);
    const { emailVerifiedAt } = await database.prisma.user.findUniqueOrThrow({ where: { id } });
    expect(emailVerifiedAt, "a link that the inviter can read does not verify the address").toBeNull();
    expect(await readEvents(id)).toEqual([]);
  });

  test("grants ownership together with the setup code", async () => {
    const setupCode = createSetUpCode(runtime.secrets.session);
    const { id } = await signUpByOwnInvitation({ instanceOwners: [boss] }, { setupCode });
    expect(await readOwnership(id)).toEqual({ isInstanceOwner: true, instanceOwnerSource: "setup" });
  });

  test("does not grant ownership with the setup code to an address that is not listed", async () => {
    const setupCode = createSetUpCode(runtime.secrets.session);
    const { id } = await signUpByOwnInvitation({ instanceOwners: [] }, { setupCode });
    expect(await readOwnership(id)).toEqual(none);
  });
});

describe("at sign-in", () => {
  test("a listed address grants ownership only after it is verified, with an audit event", async () => {
    const user = await insertUser(database, { email: boss });
    expect(await signIn(user.id, { instanceOwners: ["Boss@Example.com"] })).toEqual(none);
    await database.prisma.user.update({ where: { id: user.id }, data: verified });
    expect(await signIn(user.id, { instanceOwners: ["Boss@Example.com"] })).toEqual(listed);
    await signIn(user.id, { instanceOwners: ["Boss@Example.com"] });
    expect(await readEvents(user.id)).toEqual([
      { action: "instance_owner.grant", changes: { source: "listed" } },
    ]);
  });

  test("an owner who is no longer listed loses it, with an audit event and an invalidation", async () => {
    await insertOwner("setup");
    const { id } = await insertOwner("listed", { email: boss, ...verified });
    expect(await signIn(id, { instanceOwners: [boss] })).toEqual(listed);
    expect(await signIn(id)).toEqual(none);
    expect(await readEvents(id)).toEqual([
      { action: "instance_owner.revoke", changes: { source: "listed" } },
    ]);
    expect(await database.prisma.invalidation.count({ where: { kind: "user", subjectId: id } })).toBe(1);
  });

  test.each(["setup", "command"] as const)("an owner by %s keeps it", async (source) => {
    await insertOwner("setup");
    const { id } = await insertOwner(source);
    expect(await signIn(id)).toEqual({ isInstanceOwner: true, instanceOwnerSource: source });
  });

  test("the last owner who is not suspended keeps it", async () => {
    await insertOwner("setup", { status: "suspended" });
    const { id } = await insertOwner("listed", { email: boss, ...verified });
    expect(await signIn(id)).toEqual(listed);
  });

  test("one of several owners keeps it when all would lose it at once", async () => {
    const owners = await Promise.all(Array.from({ length: 5 }, () => insertOwner("listed", verified)));
    await Promise.all(owners.map(({ id }) => signIn(id)));
    expect(await database.prisma.user.count({ where: { isInstanceOwner: true } })).toBe(1);
  });

  test("an owner without a source, from an older version, keeps it only with a verified address", async () => {
    await insertOwner("setup");
    const unverified = await insertOwner(null, { email: boss });
    const proved = await insertOwner(null, { email: "chief@example.com", ...verified });
    const settings = { instanceOwners: [boss, "chief@example.com"] };
    expect(await signIn(unverified.id, settings)).toEqual(none);
    expect(await signIn(proved.id, settings)).toEqual(listed);
  });
});

test("a start revokes only ownership of people who are no longer listed", async () => {
  const first = await insertOwner("setup");
  const removed = await insertOwner("listed", { email: boss, ...verified });
  const kept = await insertOwner("listed", { email: "chief@example.com", ...verified });
  const unknown = await insertOwner(null);
  await reconcileInstanceOwners(withSettings({ instanceOwners: ["chief@example.com"] }), new Date());
  expect(await readOwnership(first.id)).toEqual({ isInstanceOwner: true, instanceOwnerSource: "setup" });
  expect(await readOwnership(removed.id)).toEqual(none);
  expect(await readOwnership(kept.id)).toEqual(listed);
  expect(await readOwnership(unknown.id)).toEqual(none);
});

test("the upgrade keeps the first account as owner and revokes listed owners without a verified address", async () => {
  const createdAt = (day: number) => new Date(Date.UTC(2026, 0, day));
  const first = await insertOwner(null, { createdAt: createdAt(1) });
  const unproved = await insertOwner(null, { createdAt: createdAt(2), email: boss });
  const proved = await insertOwner(null, {
    createdAt: createdAt(3),
    email: "chief@example.com",
    ...verified,
  });
  const file = "prisma/migrations/20261129110000_instance_owner_source/migration.sql";
  const [, update = ""] = /(UPDATE "users"[^;]*);/.exec(await readFile(file, "utf8")) ?? [];
  await database.pool.query(update);
  const settings = { instanceOwners: [boss, "chief@example.com"] };
  await reconcileInstanceOwners(withSettings(settings), new Date());
  expect(await readOwnership(first.id)).toEqual({ isInstanceOwner: true, instanceOwnerSource: "setup" });
  expect(await readOwnership(unproved.id)).toEqual(none);
  expect(await readOwnership(proved.id)).toEqual(listed);
});

test("only one file changes who owns the instance", async () => {
  const entries = await readdir("lib", { recursive: true });
  const writers: string[] = [];
  for (const entry of entries) {
    if (!entry.endsWith(".ts") || /\.test\.ts$|generated/.test(entry)) continue;
    const text = await readFile(`lib/${entry}`, "utf8");
    if (/isInstanceOwner: (true|false), instanceOwnerSource/.test(text)) writers.push(entry);
    expect(text, entry).not.toMatch(/data: \{[^}]*isInstanceOwner/);
  }
  expect(writers).toEqual(["services/users/ownership/instance-ownership.ts"]);
});
