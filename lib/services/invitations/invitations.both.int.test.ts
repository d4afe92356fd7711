import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  insertUser,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { ServiceError } from "#lib/domain/common/errors.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { removeMember } from "../members/remove.ts";
import { acceptInvitation } from "./accept.ts";
import { createInvitation } from "./create.ts";
import { listInvitations } from "./list.ts";
import { resendInvitation } from "./resend.ts";
import { withdrawInvitation } from "./withdraw.ts";

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let guest: { id: string; name: string; email: string };

const origin = "https://console.example.com";

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  team = await insertTeam(database);
  guest = await insertUser(database);
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

async function contextOf(userId: string, now = new Date()) {
  return createContext(runtime, await userActorOf(database, team, userId), now);
}

/** A signed-in person without a team. */
function contextOfGuest(now = new Date()) {
  const actor = {
    type: "user",
    userId: guest.id,
    name: guest.name,
    email: guest.email,
    sessionId: "ses_guest",
    authenticatedAt: now,
    isInstanceOwner: false,
    team: null,
    permissions: new Set<string>(),
  } as const;
  return createContext(runtime, actor, now);
}

async function invite(email = guest.email, role = "developer" as const) {
  const invitation = await createInvitation(await contextOf(team.owner.id), { email, role, origin });
  return { ...invitation, token: invitation.url?.replace(`${origin}/invitations/`, "") ?? "" };
}

async function catchCode(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => "done",
    (error: ServiceError) => error.code,
  );
}

test("fifty concurrent accepts of one invitation create one membership", async () => {
  const { token } = await invite();
  const codes = await Promise.all(
    Array.from({ length: 50 }, () => catchCode(acceptInvitation(contextOfGuest(), { token }))),
  );
  expect(codes.filter((code) => code === "done")).toHaveLength(1);
  expect(codes.filter((code) => code === "not_found")).toHaveLength(49);
  expect(await database.prisma.member.count({ where: { teamId: team.id, userId: guest.id } })).toBe(1);
});

test("a link works only for its email address, once, and for 7 days (ASVS 6.4.1)", async () => {
  const { token } = await invite("another@example.com");
  expect(await catchCode(acceptInvitation(contextOfGuest(), { token }))).toBe("forbidden");
  const own = await invite();
  const later = new Date(Date.now() + 7 * 86_400_000 + 60_000);
  expect(await catchCode(acceptInvitation(contextOfGuest(later), { token: own.token }))).toBe("not_found");
  expect(await acceptInvitation(contextOfGuest(), { token: own.token })).toMatchObject({
    id: team.id,
    role: "developer",
  });
  expect(await catchCode(acceptInvitation(contextOfGuest(), { token: own.token }))).toBe("not_found");
  expect(await catchCode(acceptInvitation(contextOfGuest(), { token: "invented" }))).toBe("not_found");
});

test("resending invalidates the previous link, and withdrawing invalidates all links", async () => {
  const first = await invite();
  const ctx = await contextOf(team.owner.id);
  const second = await resendInvitation(ctx, { invitationId: first.id, origin });
  expect(await catchCode(acceptInvitation(contextOfGuest(), { token: first.token }))).toBe("not_found");
  await withdrawInvitation(ctx, { invitationId: first.id });
  const token = second.url?.replace(`${origin}/invitations/`, "") ?? "";
  expect(await catchCode(acceptInvitation(contextOfGuest(), { token }))).toBe("not_found");
  expect(await catchCode(resendInvitation(ctx, { invitationId: first.id, origin }))).toBe("not_found");
  expect(await listInvitations(ctx, { limit: 50 })).toMatchObject({ data: [{ status: "withdrawn" }] });
});

test("rejects a role above the inviter's, a second invitation, and a current member", async () => {
  const admin = await insertMember(database, team, "admin");
  const ctx = await contextOf(admin.id);
  const { email } = guest;
  expect(await catchCode(createInvitation(ctx, { email, role: "owner", origin }))).toBe("forbidden");
  await createInvitation(ctx, { email, role: "admin", origin });
  const shouted = { email: email.toUpperCase(), role: "viewer", origin } as const;
  expect(await catchCode(createInvitation(ctx, shouted))).toBe("conflict");
  const present = { email: team.owner.email, role: "viewer", origin } as const;
  expect(await catchCode(createInvitation(ctx, present))).toBe("conflict");
});

test.each(["a＠evil.com@corp.com", '"e@attacker.com"@victim.com', "no address", "a@b@c"])(
  "rejects %s as an email address",
  async (email) => {
    const ctx = await contextOf(team.owner.id);
    expect(await catchCode(createInvitation(ctx, { email, role: "viewer", origin }))).toBe("invalid_request");
  },
);

test("a former member who is invited again does not get their keys back", async () => {
  await acceptInvitation(contextOfGuest(), { token: (await invite()).token });
  const { id } = await insertKey(database, team, { ownerUserId: guest.id });
  const member = await database.prisma.member.findFirstOrThrow({ where: { userId: guest.id } });
  const ctx = await contextOf(team.owner.id);
  await removeMember(ctx, { memberId: member.id, keys: "revoke" });
  // As if a key had been created at the moment of the removal.
  await database.prisma.apiKey.update({ where: { id }, data: { revokedAt: null } });
  await acceptInvitation(contextOfGuest(), { token: (await invite()).token });
  const key = await database.prisma.apiKey.findUniqueOrThrow({ where: { id } });
  expect(key.revokedAt).not.toBeNull();
  const again = await database.prisma.member.findFirstOrThrow({ where: { userId: guest.id } });
  expect(again).toMatchObject({ id: member.id, status: "active", role: "developer" });
});

test("the list, the audit log and the database do not contain the link", async () => {
  const { token } = await invite();
  const ctx = await contextOf(team.owner.id);
  expect(JSON.stringify(await listInvitations(ctx, { limit: 50 }))).not.toContain(token);
  const stored = [
    ...(await database.prisma.invitation.findMany()),
    ...(await database.prisma.auditEvent.findMany()),
  ];
  const text = JSON.stringify(stored, (_, value) => (typeof value === "bigint" ? String(value) : value));
  expect(text).not.toContain(token);
});
