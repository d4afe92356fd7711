import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { callScim, insertScimToken } from "#e2e/support/access/scim-caller.ts";
import { cheapPasswordHash } from "#e2e/support/database/cheap-password.ts";
import { createTestRuntime, insertKey, insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { insertPasskey } from "#e2e/support/database/software-authenticator.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;
let token: string;
let count = 0;

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

function newEmail(): string {
  count += 1;
  return `takeover-${count}@example.com`;
}

function call(method: string, path: string, body?: unknown) {
  return callScim(method, path, { token, ...(body === undefined ? {} : { body }) });
}

async function provision(userName: string, fields: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await call("POST", "/Users", { userName, ...fields });
  expect(status).toBe(201);
  return String(body.id);
}

function setActive(id: string, value: boolean) {
  return call("PATCH", `/Users/${id}`, { Operations: [{ op: "replace", path: "active", value }] });
}

/** Signs someone in to the account in every way, and leaves links that would give it back to them. */
async function occupy(userId: string, email: string): Promise<string> {
  const { prisma } = database;
  await prisma.user.update({
    where: { id: userId },
    data: { passwordHash: cheapPasswordHash, status: "active" },
  });
  await prisma.account.create({
    data: { id: createId("account"), userId, provider: "github", issuer: "i", subject: userId },
  });
  await insertPasskey(database, userId);
  const expiresAt = new Date(Date.now() + 3_600_000);
  const hash = () => crypto.getRandomValues(new Uint8Array(32));
  for (const purpose of ["password_reset", "sign_in"] as const) {
    await prisma.oneTimeToken.create({
      data: { id: createId("oneTimeToken"), purpose, userId, email, tokenHash: hash(), expiresAt },
    });
  }
  await prisma.emailChange.create({
    data: {
      id: createId("emailChange"),
      userId,
      oldEmail: email,
      newEmail: newEmail(),
      newTokenHash: hash(),
      createdAt: new Date(),
      expiresAt,
    },
  });
  const { cookie } = await createSessionCookie(database, runtime, userId);
  expect((await callApi("/me", { cookie })).status).toBe(200);
  return cookie;
}

async function countWaysIn(userId: string): Promise<number> {
  const { prisma } = database;
  const where = { userId };
  const counts = await Promise.all([
    prisma.account.count({ where }),
    prisma.passkey.count({ where }),
    prisma.oneTimeToken.count({ where: { ...where, usedAt: null } }),
    prisma.emailChange.count({ where: { ...where, endedAt: null } }),
    prisma.session.count({ where: { ...where, endedAt: null } }),
    prisma.user.count({ where: { id: userId, passwordHash: { not: null } } }),
  ]);
  return counts.reduce((sum, one) => sum + one, 0);
}

describe("an account that the directory adopts", () => {
  test("is taken from someone who signed up with an address that they never verified", async () => {
    const { id, email } = await insertUser(database, { email: newEmail() });
    const cookie = await occupy(id, email);
    expect(await provision(email)).toBe(id);
    expect((await callApi("/me", { cookie })).status).toBe(401);
    expect(await countWaysIn(id)).toBe(0);
    const event = { action: "user.provision", targetId: id };
    expect(await database.prisma.auditEvent.findFirst({ where: event })).toMatchObject({
      changes: { adopted: true, endedSessionCount: 1 },
    });
  });

  test("stays with someone who verified the address", async () => {
    const { id, email } = await insertUser(database, { email: newEmail(), emailVerifiedAt: new Date() });
    const cookie = await occupy(id, email);
    expect(await provision(email)).toBe(id);
    expect((await callApi("/me", { cookie })).status).toBe(200);
    expect(await countWaysIn(id)).toBe(7);
  });

  test("is taken from the person whom the directory deleted before, also if they came back", async () => {
    const email = newEmail();
    const id = await provision(email);
    await call("DELETE", `/Users/${id}`);
    await database.prisma.user.update({ where: { id }, data: { emailVerifiedAt: new Date() } });
    const cookie = await occupy(id, email);
    expect(await provision(email)).toBe(id);
    expect((await callApi("/me", { cookie })).status).toBe(401);
    expect(await countWaysIn(id)).toBe(0);
  });
});

describe("a person who deletes their account", () => {
  test("is forgotten by the directory, which can create them again as someone new", async () => {
    const email = newEmail();
    const person = { externalId: email, displayName: "Jane Doe", name: { givenName: "Jane" } };
    const id = await provision(email, person);
    await call("POST", "/Groups", { displayName: email, members: [{ value: id }] });
    const { cookie } = await createSessionCookie(database, runtime, id);
    expect((await callApi("/me", { method: "DELETE", cookie, body: { email } })).status).toBe(200);
    const rename = { Operations: [{ op: "replace", path: "displayName", value: "Jane D." }] };
    expect((await call("PATCH", `/Users/${id}`, rename)).status).toBe(404);
    expect((await setActive(id, true)).status).toBe(404);
    const row = await database.prisma.provisionedPerson.findUnique({ where: { userId: id } });
    expect(JSON.stringify(row)).not.toMatch(/jane|example\.com/i);
    expect(await database.prisma.directoryGroupMember.count({ where: { userId: id } })).toBe(0);
    expect(await database.prisma.user.findUnique({ where: { id } })).toMatchObject({ name: "Deleted user" });
    expect(await provision(email, person)).not.toBe(id);
  });
});

describe("a member who is suspended in a team", () => {
  test("stays suspended after the directory deactivated and reactivated them", async () => {
    const team = await insertTeam(database);
    const groupName = newEmail();
    const group = { teamId: team.id, groupName, role: "developer", createdById: team.owner.id } as const;
    await database.prisma.teamGroup.create({ data: { id: createId("teamGroup"), ...group } });
    const userId = await provision(newEmail());
    await call("POST", "/Groups", { displayName: groupName, members: [{ value: userId }] });
    const key = await insertKey(database, team, { ownerType: "user", ownerUserId: userId, ownerRole: null });
    const where = { teamId: team.id, userId };
    await database.prisma.member.updateMany({
      where,
      data: { status: "suspended", suspendedAt: new Date() },
    });
    expect((await setActive(userId, false)).status).toBe(200);
    expect((await setActive(userId, true)).status).toBe(200);
    expect(await database.prisma.member.findFirst({ where })).toMatchObject({ status: "suspended" });
    expect(await database.prisma.apiKey.findUnique({ where: { id: key.id } })).toMatchObject({
      revokedAt: expect.any(Date),
    });
  });
});

describe("a filter", () => {
  test.each(["\\u0000", "\\ud800"])("with %s is not valid", async (escaped) => {
    for (const path of ["/Users", "/Groups"]) {
      const filter = encodeURIComponent(`externalId eq "a${escaped}"`);
      const answer = await call("GET", `${path}?filter=${filter}`);
      expect(answer).toMatchObject({ status: 400, body: { scimType: "invalidFilter" } });
    }
  });
});
