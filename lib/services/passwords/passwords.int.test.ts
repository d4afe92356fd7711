import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  type TestTeam,
} from "#e2e/support/database/fixtures.ts";
import { insertPasskey } from "#e2e/support/database/software-authenticator.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { hashPassword, verifyPassword } from "#lib/auth/credentials/password-hash.ts";
import { verifyCredentials } from "#lib/auth/sign-in/verify-credentials.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { type Outbox, startOutbox } from "#lib/jobs/outbox/start-outbox.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { startSession } from "#lib/services/sessions/start-session.ts";
import { resetPasswordByCommand } from "./reset-by-command.ts";

const origin = "http://127.0.0.1:3000";
const oldPassword = "correct horse battery staple";
const newPassword = "thistle river stone";
const turn = { lane: "known", key: "test" } as const;

/** The token of the operator's link, or null. */
async function resetByCommand(email: string): Promise<string | null> {
  const reset = await resetPasswordByCommand(runtime, { email, resetsTwoFactor: false, now: new Date() });
  return reset.outcome === "created" ? reset.token : null;
}

let database: Database;
let runtime: Runtime;
let outbox: Outbox;
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let oldHash: string;
let team: TestTeam;
let cookie: string;

beforeAll(async () => {
  mailServer = await startMailServer();
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { smtpUrl: mailServer.url });
  outbox = startOutbox(runtime);
  setRuntime(runtime);
  oldHash = await hashPassword(oldPassword, turn);
});

beforeEach(async () => {
  mailServer.mails.length = 0;
  await database.prisma.throttleWindow.deleteMany();
  team = await insertTeam(database);
  await database.prisma.user.update({ where: { id: team.owner.id }, data: { passwordHash: oldHash } });
  ({ cookie } = await signIn());
});

afterAll(async () => {
  await outbox.stop();
  setRuntime(undefined);
  await mailServer.close();
  await runtime.close();
  await database.close();
});

function signIn() {
  return createSessionCookie(database, runtime, team.owner.id);
}

async function readStatus(sessionCookie: string): Promise<number> {
  return (await callApi("/me", { cookie: sessionCookie })).status;
}

async function isPassword(password: string): Promise<boolean> {
  const { passwordHash } = await database.prisma.user.findUniqueOrThrow({ where: { id: team.owner.id } });
  return verifyPassword(password, passwordHash, turn);
}

function change(body: Record<string, unknown> = {}, sessionCookie = cookie) {
  return callApi("/me/password", {
    cookie: sessionCookie,
    body: { currentPassword: oldPassword, newPassword, ...body },
  });
}

/** Requests a link and returns its token. */
async function requestReset(): Promise<string> {
  const asked = await callApi("/password-resets", { headers: { origin }, body: { email: team.owner.email } });
  expect(asked).toMatchObject({ status: 202, body: { email: team.owner.email } });
  return vi.waitFor(
    () => {
      const mail = mailServer.mails.findLast(({ to }) => to === team.owner.email);
      const token = /\/reset-password\/([\w-]{43})/.exec(mail?.text ?? "")?.[1];
      if (token === undefined) throw new Error("no link has arrived");
      return token;
    },
    { timeout: 20_000 },
  );
}

function reset(token: string, password = newPassword) {
  return callApi(`/password-resets/${token}`, { headers: { origin }, body: { password } });
}

describe("changing a password", () => {
  test("ends every session, and only the response's cookie continues (ASVS 6.2.2, 7.4.3)", async () => {
    const other = await signIn();
    const key = await insertKey(database, team, { ownerUserId: team.owner.id });
    const changed = await change();
    expect(changed).toMatchObject({ status: 200, body: { endedSessions: 1 } });
    expect(await readStatus(other.cookie)).toBe(401);
    expect(await readStatus(cookie), "a copy of the caller's own cookie").toBe(401);
    const line = changed.headers.get("set-cookie") ?? "";
    expect(line).toMatch(/^next-auth\.session-token=.+; Path=\/; .*HttpOnly; SameSite=Lax$/);
    expect(await readStatus(line.split(";")[0] ?? "")).toBe(200);
    expect(await isPassword(newPassword)).toBe(true);
    expect((await callApi("/me", { key: key.secret })).status, "keys keep working").toBe(200);
  });

  test("cancels a change of the email address, which someone with the old one may have requested", async () => {
    const userId = team.owner.id;
    const { id } = await database.prisma.emailChange.create({
      data: {
        id: createId("emailChange"),
        userId,
        oldEmail: team.owner.email,
        newEmail: "eve@example.com",
        newTokenHash: new Uint8Array(hashOneTimeToken(createOneTimeToken())),
        expiresAt: new Date(Date.now() + 60_000),
      },
    });
    expect((await change()).status).toBe(200);
    expect(await database.prisma.emailChange.findUnique({ where: { id } })).toMatchObject({
      endedAt: expect.any(Date),
    });
    const where = { action: "user.cancel_email_change", targetId: userId };
    expect(await database.prisma.auditEvent.count({ where })).toBe(1);
  });

  test("keeps other sessions if the person wants that", async () => {
    const other = await signIn();
    expect(await change({ endOtherSessions: false })).toMatchObject({ body: { endedSessions: 0 } });
    expect(await readStatus(other.cookie)).toBe(200);
  });

  test.each([
    ["a wrong current password", { currentPassword: "wrong" }, "currentPassword"],
    ["a common password", { newPassword: "password1234" }, "newPassword"],
    ["the person's own email address", { newPassword: "OWN_EMAIL" }, "newPassword"],
    ["the current password again", { newPassword: oldPassword }, "newPassword"],
    ["no current password", { currentPassword: "" }, "currentPassword"],
  ])("rejects %s and names the field", async (_, body, field) => {
    const sent =
      "newPassword" in body && body.newPassword === "OWN_EMAIL" ? { newPassword: team.owner.email } : body;
    expect(await change(sent)).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_request", details: [{ path: field }] } },
    });
    expect(await isPassword(oldPassword)).toBe(true);
    expect(await readStatus(cookie)).toBe(200);
  });

  test("stops guesses with a stolen session after ten, and doesn't keep its owner from changing it (ASVS 6.2.3, 6.3.1)", async () => {
    const own = await signIn();
    for (let i = 0; i < 10; i++) expect((await change({ currentPassword: `guess ${i}` })).status).toBe(400);
    const refused = await change();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await isPassword(oldPassword)).toBe(true);
    expect((await change({}, own.cookie)).status).toBe(200);
  });

  test("sets a cookie of the host alone on HTTPS", async () => {
    setRuntime({ ...runtime, config: { ...runtime.config, publicOrigin: "https://console.example.com" } });
    const secure = cookie.replace(/^/, "__Host-");
    const changed = await callApi("/me/password", {
      cookie: secure,
      headers: { origin: "https://console.example.com" },
      body: { currentPassword: oldPassword, newPassword },
    });
    setRuntime(runtime);
    expect(changed.status).toBe(200);
    expect(changed.headers.get("set-cookie")).toMatch(
      /^__Host-next-auth\.session-token=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(changed.headers.get("cache-control")).toBe("no-store");
  });

  test("isn't repeated with an Idempotency-Key, so that a cookie is never sent twice", async () => {
    const headers = { "idempotency-key": "once" };
    const body = { currentPassword: oldPassword, newPassword };
    expect((await callApi("/me/password", { cookie, headers, body })).status).toBe(200);
    const repeated = await callApi("/me/password", { cookie, headers, body });
    expect(repeated.status, "its session has ended").toBe(401);
    expect(repeated.headers.get("set-cookie")).toBeNull();
  });

  test("happens once if two requests race with the same current password", async () => {
    const statuses = await Promise.all(
      ["thistle river stone", "granite meadow lamp"].map(
        async (next) => (await change({ newPassword: next })).status,
      ),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  test("is not possible without a password, and not with a key", async () => {
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { passwordHash: null } });
    expect((await change()).status).toBe(400);
    const key = await insertKey(database, team, { ownerUserId: team.owner.id });
    expect((await callApi("/me/password", { key: key.secret, body: {} })).status).toBe(403);
  });
});

describe("a forgotten password", () => {
  test("is replaced with an emailed link, which works once and ends every session (ASVS 6.4.1, 7.4.3)", async () => {
    const token = await requestReset();
    expect(await reset(token, "password1234")).toMatchObject({ status: 400 });
    expect(await reset(token)).toMatchObject({
      status: 200,
      body: { email: team.owner.email, endedSessions: 1 },
    });
    expect(await readStatus(cookie)).toBe(401);
    expect(await isPassword(newPassword)).toBe(true);
    expect(await reset(token, "granite meadow lamp")).toMatchObject({ status: 404 });
    expect(await isPassword(newPassword)).toBe(true);
    const user = await database.prisma.user.findUniqueOrThrow({ where: { id: team.owner.id } });
    expect(user.emailVerifiedAt, "the link proves access to the mailbox").not.toBeNull();
    const events = await database.prisma.auditEvent.findMany({ where: { targetId: team.owner.id } });
    expect(events.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["user.request_password_reset", "user.reset_password"]),
    );
    expect(JSON.stringify(events.map(({ changes, personal }) => ({ changes, personal })))).not.toContain(
      token,
    );
  });

  test("keeps out a sign-in whose old password was checked just before", async () => {
    const actor = { type: "system", name: "test" } as const;
    const ctx = createContext(runtime, actor);
    const credentials = { email: team.owner.email, password: oldPassword };
    const checked = await verifyCredentials(ctx, credentials, { wait: async () => {} });
    if (checked === null) throw new Error("the old password is wrong");
    expect((await reset(await requestReset())).status).toBe(200);
    expect(await startSession(ctx, checked)).toBeNull();
    const live = await database.prisma.session.count({ where: { userId: team.owner.id, endedAt: null } });
    expect(live).toBe(0);
  });

  test("counts once among concurrent tries", async () => {
    const token = await requestReset();
    const statuses = await Promise.all(
      Array.from({ length: 6 }, async (_, i) => (await reset(token, `granite meadow lamp ${i}`)).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 404)).toHaveLength(5);
  });

  test("gets the same response for an unknown address, and no email", async () => {
    const known = await callApi("/password-resets", {
      headers: { origin },
      body: { email: team.owner.email },
    });
    const unknown = await callApi("/password-resets", {
      headers: { origin },
      body: { email: "no@example.com" },
    });
    expect([known.status, unknown.status]).toEqual([202, 202]);
    expect([...unknown.headers.keys()].sort()).toEqual([...known.headers.keys()].sort());
    expect(unknown.body).toEqual({ email: "no@example.com" });
    await vi.waitFor(() => expect(mailServer.mails).toHaveLength(1), { timeout: 20_000 });
    expect(
      await database.prisma.throttleWindow.count({ where: { subject: { contains: "no@example.com" } } }),
    ).toBe(0);
  });

  test("links only to the console, whatever host the request names", async () => {
    const headers = { origin, host: "198.51.100.66" };
    await callApi("/password-resets", { headers, body: { email: team.owner.email } });
    await vi.waitFor(() => expect(mailServer.mails).toHaveLength(1), { timeout: 20_000 });
    expect(mailServer.mails[0]?.text).toContain("http://localhost:3000/reset-password/");
    expect(mailServer.mails[0]?.text).not.toContain("198.51.100.66");
  });

  test("is not sent a link by a console that others can reach, without PUBLIC_URL", async () => {
    setRuntime({ ...runtime, config: { ...runtime.config, host: "0.0.0.0" } });
    const asked = await callApi("/password-resets", {
      headers: { origin },
      body: { email: team.owner.email },
    });
    setRuntime(runtime);
    expect(asked.status).toBe(202);
    expect(await database.prisma.oneTimeToken.count({ where: { userId: team.owner.id } })).toBe(0);
  });

  test("is found under an address that an earlier version stored in another form", async () => {
    const email = `ada-${team.owner.id}@xn--bcher-kva.example`;
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { email } });
    const typed = `ada-${team.owner.id}@bücher.example`;
    const token = await resetByCommand(typed);
    expect(await reset(token ?? "")).toMatchObject({ status: 200, body: { email } });
  });

  test("keeps earlier links until one is used, so that nobody can end them with a request", async () => {
    const byOperator = await resetByCommand(team.owner.email);
    const first = await requestReset();
    mailServer.mails.length = 0;
    const second = await requestReset();
    expect(await reset(first)).toMatchObject({ status: 200 });
    for (const token of [second, byOperator ?? ""]) {
      expect(await reset(token, "granite meadow lamp")).toMatchObject({ status: 404 });
    }
  });

  test("no longer works by link after it expired, or after a change (ASVS 6.4.1)", async () => {
    const second = await requestReset();
    const where = { userId: team.owner.id, usedAt: null };
    await database.prisma.oneTimeToken.updateMany({ where, data: { expiresAt: new Date(0) } });
    expect(await reset(second)).toMatchObject({ status: 404 });
    mailServer.mails.length = 0;
    const third = await requestReset();
    expect((await change()).status).toBe(200);
    expect(await reset(third, "granite meadow lamp")).toMatchObject({ status: 404 });
    expect(await reset("invented")).toMatchObject({ status: 404 });
  });

  test("of a suspended person, or of one who moved to another address, stays", async () => {
    const token = await requestReset();
    const where = { id: team.owner.id };
    await database.prisma.user.update({ where, data: { status: "suspended" } });
    expect(await reset(token)).toMatchObject({ status: 404 });
    await database.prisma.user.update({
      where,
      data: { status: "active", email: `new-${team.owner.email}` },
    });
    expect(await reset(token)).toMatchObject({ status: 404 });
    expect(await isPassword(oldPassword)).toBe(true);
  });

  test("of an account without a password is explained, without a link", async () => {
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { passwordHash: null } });
    await callApi("/password-resets", { headers: { origin }, body: { email: team.owner.email } });
    await vi.waitFor(() => expect(mailServer.mails).toHaveLength(1), { timeout: 20_000 });
    expect(mailServer.mails[0]?.text).toContain("Your account has no password");
    expect(mailServer.mails[0]?.text).not.toContain("/reset-password/");
  });

  test("sends at most five links per hour to one account, and the response stays the same", async () => {
    for (let i = 0; i < 7; i++) {
      const body = { email: team.owner.email };
      const address = `203.0.113.${i + 1}`;
      expect((await callApi("/password-resets", { headers: { origin }, body, address })).status).toBe(202);
      if (i < 5) await vi.waitFor(() => expect(mailServer.mails).toHaveLength(i + 1), { timeout: 20_000 });
    }
    // Each request is counted before its link would be created.
    const where = { subject: `password-reset:user:${team.owner.id}` };
    const { count } = await database.prisma.throttleWindow.findFirstOrThrow({ where });
    expect(count).toBe(5);
    const links = await database.prisma.oneTimeToken.count({ where: { userId: team.owner.id } });
    expect(links).toBe(5);
  });

  test("is limited to 30 requests per hour from one IP address", async () => {
    for (let i = 0; i < 30; i++) {
      const body = { email: `nobody-${i}@example.com` };
      expect((await callApi("/password-resets", { headers: { origin }, body })).status).toBe(202);
    }
    const refused = await callApi("/password-resets", {
      headers: { origin },
      body: { email: "x@example.com" },
    });
    expect(refused.status).toBe(429);
  });
});

describe("the operator's link", () => {
  test("also gives a password to an account without one, and removes its provider", async () => {
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { passwordHash: null } });
    const account = { id: createId("account"), userId: team.owner.id, provider: "github", issuer: "x" };
    await database.prisma.account.create({ data: { ...account, subject: team.owner.id } });
    const token = await resetByCommand(team.owner.email.toUpperCase());
    expect(await reset(token ?? "")).toMatchObject({ status: 200, body: { email: team.owner.email } });
    expect(await isPassword(newPassword)).toBe(true);
    expect(await database.prisma.account.count({ where: { userId: team.owner.id } })).toBe(0);
    const [event] = await database.prisma.auditEvent.findMany({
      where: { targetId: team.owner.id, action: "user.request_password_reset" },
    });
    expect(event).toMatchObject({ actorId: "admin-command", changes: { method: "command" } });
    const user = await database.prisma.user.findUniqueOrThrow({ where: { id: team.owner.id } });
    expect(user.emailVerifiedAt, "it proves nothing about the mailbox").toBeNull();
  });

  test("removes passkeys with the provider, because each signs in without the password", async () => {
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { passwordHash: null } });
    await insertPasskey(database, team.owner.id);
    const token = await resetByCommand(team.owner.email);
    expect((await reset(token ?? "")).status).toBe(200);
    expect(await database.prisma.passkey.count({ where: { userId: team.owner.id } })).toBe(0);
    const events = await database.prisma.auditEvent.findMany({
      where: { targetId: team.owner.id, action: { in: ["passkey.delete", "two_factor.disable"] } },
    });
    expect(events).toHaveLength(2);
  });

  test("keeps passkeys of an account that already has a password", async () => {
    await insertPasskey(database, team.owner.id);
    const token = await resetByCommand(team.owner.email);
    expect((await reset(token ?? "")).status).toBe(200);
    expect(await database.prisma.passkey.count({ where: { userId: team.owner.id } })).toBe(1);
  });

  test("is not created for an unknown or suspended account", async () => {
    expect(await resetByCommand("nobody@example.com")).toBeNull();
    expect(await resetByCommand("not an address")).toBeNull();
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { status: "suspended" } });
    expect(await resetByCommand(team.owner.email)).toBeNull();
  });
});

describe("sessions", () => {
  test("all but the caller's end at once", async () => {
    const others = [await signIn(), await signIn()];
    const ended = await callApi("/me/sessions", { method: "DELETE", cookie });
    expect(ended).toMatchObject({ status: 200, body: { endedSessions: 2 } });
    expect(await Promise.all(others.map((other) => readStatus(other.cookie)))).toEqual([401, 401]);
    expect(await readStatus(cookie)).toBe(200);
    expect(await callApi("/me/sessions", { method: "DELETE", cookie })).toMatchObject({
      body: { endedSessions: 0 },
    });
  });
});

describe("a person's name", () => {
  test("can be changed, and the change is in the audit log without the name in its chain", async () => {
    const renamed = await callApi("/me", { method: "PATCH", cookie, body: { name: "  Ada King  " } });
    expect(renamed).toMatchObject({ status: 200, body: { name: "Ada King", id: team.owner.id } });
    expect(await callApi("/me", { cookie })).toMatchObject({ body: { name: "Ada King" } });
    const [event] = await database.prisma.auditEvent.findMany({
      where: { targetId: team.owner.id, action: "user.update" },
    });
    expect(event).toMatchObject({ changes: {}, personal: { name: "Ada King", nameBefore: team.owner.name } });
    expect((await callApi("/me", { method: "PATCH", cookie, body: { name: " " } })).status).toBe(400);
    expect((await callApi("/me", { method: "PATCH", cookie, body: { email: "x@example.com" } })).status).toBe(
      400,
    );
  });
});
