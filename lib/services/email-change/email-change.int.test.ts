import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertTeam, insertUser, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { type Outbox, startOutbox } from "#lib/jobs/outbox/start-outbox.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

const password = "correct horse battery staple";

let database: Database;
let runtime: Runtime;
let outbox: Outbox;
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let passwordHash: string;
let team: TestTeam;
let cookie: string;
let newEmail: string;

beforeAll(async () => {
  mailServer = await startMailServer();
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { smtpUrl: mailServer.url });
  outbox = startOutbox(runtime);
  passwordHash = await hashPassword(password, { lane: "known", key: "test" });
});

beforeEach(async () => {
  setRuntime(runtime);
  mailServer.mails.length = 0;
  await database.prisma.throttleWindow.deleteMany();
  team = await insertTeam(database);
  const data = { passwordHash, emailVerifiedAt: new Date() };
  await database.prisma.user.update({ where: { id: team.owner.id }, data });
  ({ cookie } = await createSessionCookie(database, runtime, team.owner.id));
  newEmail = `${createId("request")}@example.com`;
});

afterAll(async () => {
  await outbox.stop();
  setRuntime(undefined);
  await mailServer.close();
  await runtime.close();
  await database.close();
});

function change(body: Record<string, unknown> = {}) {
  return callApi("/me/email", { cookie, body: { email: newEmail, ...body } });
}

function confirm(token: string, by = cookie) {
  return callApi("/me/email/confirm", { cookie: by, body: { token } });
}

/** The token of the link that was sent to this address. */
function readToken(to: string): Promise<string> {
  return vi.waitFor(
    () => {
      const mail = mailServer.mails.findLast((one) => one.to === to);
      const token = /\/confirm-email\/([\w-]{43})/.exec(mail?.text ?? "")?.[1];
      if (token === undefined) throw new Error(`no link was sent to ${to}`);
      return token;
    },
    { timeout: 20_000 },
  );
}

function readUser() {
  return database.prisma.user.findUniqueOrThrow({ where: { id: team.owner.id } });
}

describe("changing an email address with a mail server", () => {
  test.each([["new"], ["old"]])("needs both links, the %s one first", async (first) => {
    expect(await change()).toMatchObject({
      status: 200,
      body: { email: team.owner.email, pending: { email: newEmail, waitsFor: ["new", "old"] } },
    });
    const tokens = [await readToken(newEmail), await readToken(team.owner.email)];
    const [one = "", two = ""] = first === "new" ? tokens : tokens.toReversed();
    expect(await confirm(one)).toMatchObject({ status: 200, body: { email: team.owner.email } });
    expect((await readUser()).email).toBe(team.owner.email);
    expect(await confirm(one), "a link works once").toMatchObject({ status: 404 });
    expect(await confirm(two)).toMatchObject({ status: 200, body: { email: newEmail, pending: null } });
    const user = await readUser();
    expect(user.email).toBe(newEmail);
    expect(user.emailVerifiedAt).not.toBeNull();
    const told = await database.prisma.outboxMail.findFirst({ where: { userId: team.owner.id } });
    expect(told).toMatchObject({ kind: "email_changed", recipient: team.owner.email });
    expect(await callApi("/me", { cookie })).toMatchObject({ status: 200, body: { email: newEmail } });
  });

  test("needs only the new address if the old one was never verified, and tells the old one", async () => {
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { emailVerifiedAt: null } });
    expect(await change()).toMatchObject({ body: { pending: { waitsFor: ["new"] } } });
    expect(await confirm(await readToken(newEmail))).toMatchObject({
      body: { email: newEmail, pending: null },
    });
    const told = await vi.waitFor(
      () => {
        const mail = mailServer.mails.find(({ to }) => to === team.owner.email);
        if (mail === undefined) throw new Error("no mail");
        return mail.text;
      },
      { timeout: 20_000 },
    );
    expect(told).toContain("is about to change");
    expect(told).not.toContain("/confirm-email/");
  });

  test("ignores someone else who opens a link, and an expired, canceled or replaced one", async () => {
    await change();
    const token = await readToken(newEmail);
    const other = await insertTeam(database);
    const stranger = await createSessionCookie(database, runtime, other.owner.id);
    expect(await confirm(token, stranger.cookie)).toMatchObject({ status: 404 });
    expect((await callApi("/me/email", { method: "DELETE", cookie })).status).toBe(200);
    expect((await callApi("/me/email", { method: "DELETE", cookie })).status).toBe(404);
    expect(await confirm(token)).toMatchObject({ status: 404 });
    mailServer.mails.length = 0;
    await change();
    const second = await readToken(newEmail);
    await change({ email: `x-${newEmail}` });
    expect(await confirm(second)).toMatchObject({ status: 404 });
    const third = await readToken(`x-${newEmail}`);
    const where = { userId: team.owner.id };
    await database.prisma.emailChange.updateMany({ where, data: { expiresAt: new Date(0) } });
    expect(await confirm(third)).toMatchObject({ status: 404 });
    expect((await readUser()).email).toBe(team.owner.email);
  });

  test("answers the same for an address that has an account, whose owner is told by email", async () => {
    const taken = await insertUser(database);
    const answers = [await change({ email: taken.email }), await change()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await vi.waitFor(
      () => {
        const mail = mailServer.mails.find(({ to }) => to === taken.email);
        expect(mail?.text).toContain("You already have an account");
        expect(mail?.text).not.toContain("/confirm-email/");
      },
      { timeout: 20_000 },
    );
  });

  test("fails at the last step if another account took the address in the meantime", async () => {
    await change();
    const tokens = [await readToken(newEmail), await readToken(team.owner.email)];
    await insertUser(database, { email: newEmail });
    expect((await confirm(tokens[0] ?? "")).status).toBe(200);
    expect(await confirm(tokens[1] ?? "")).toMatchObject({
      status: 409,
      body: { error: { code: "conflict" } },
    });
    expect((await readUser()).email).toBe(team.owner.email);
  });

  test("makes links useless that were sent to the old address", async () => {
    const link = await database.prisma.oneTimeToken.create({
      data: {
        id: createId("oneTimeToken"),
        purpose: "password_reset",
        tokenHash: new Uint8Array(32).fill(7),
        userId: team.owner.id,
        email: team.owner.email,
        expiresAt: new Date(Date.now() + 3_600_000),
      },
    });
    await change();
    for (const to of [newEmail, team.owner.email]) await confirm(await readToken(to));
    const { usedAt } = await database.prisma.oneTimeToken.findUniqueOrThrow({ where: { id: link.id } });
    expect(usedAt).not.toBeNull();
  });

  test.each([["text that is not an address", { email: "nowhere" }, "email"]])(
    "rejects %s and names the field",
    async (_, body, field) => {
      expect(await change(body)).toMatchObject({
        status: 400,
        body: { error: { details: [{ path: field }] } },
      });
      expect(await database.prisma.emailChange.count({ where: { userId: team.owner.id } })).toBe(0);
    },
  );

  test("rejects the address that the account has", async () => {
    expect(await change({ email: team.owner.email.toUpperCase() })).toMatchObject({ status: 400 });
  });

  test("asks again if the last proof is too old", async () => {
    const where = { userId: team.owner.id };
    const data = { authenticatedAt: new Date(Date.now() - 16 * 60_000) };
    await database.prisma.session.updateMany({ where, data });
    expect(await change()).toMatchObject({
      status: 403,
      body: { error: { code: "reauthentication_required" } },
    });
  });

  test("is audited, with addresses only outside the chain", async () => {
    await change();
    for (const to of [newEmail, team.owner.email]) await confirm(await readToken(to));
    const events = await database.prisma.auditEvent.findMany({
      where: { targetId: team.owner.id },
      orderBy: { seq: "asc" },
    });
    expect(events.map(({ action }) => action)).toEqual(["user.request_email_change", "user.change_email"]);
    expect(JSON.stringify(events.map(({ changes }) => changes))).not.toContain("@");
    expect(events[1]?.personal).toMatchObject({ email: newEmail, emailBefore: team.owner.email });
  });
});

describe("changing an email address without a mail server", () => {
  test("takes effect at once, unverified, and says if the address is taken", async () => {
    setRuntime({ ...runtime, config: { ...runtime.config, smtpUrl: undefined } });
    const taken = await insertUser(database);
    expect(await change({ email: taken.email })).toMatchObject({ status: 409 });
    expect(await change()).toMatchObject({ status: 200, body: { email: newEmail, pending: null } });
    expect(await readUser()).toMatchObject({ email: newEmail, emailVerifiedAt: null });
  });
});
