import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { callApi } from "#e2e/support/access/api-caller.ts";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  insertUser,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { type Outbox, startOutbox } from "#lib/jobs/outbox/start-outbox.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { mailText } from "#lib/platform/mail/mail-text.ts";
import type { Mail } from "#lib/platform/mail/send-mail.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { createInvitation } from "#lib/services/invitations/create.ts";
import type { MailKind } from "./mail-content.ts";
import { queueMail } from "./queue-mail.ts";

let database: Database;
let runtime: Runtime;
let outbox: Outbox;
let mailServer: Awaited<ReturnType<typeof startMailServer>>;

beforeAll(async () => {
  mailServer = await startMailServer();
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { smtpUrl: mailServer.url, signUp: "open", signUpsPerHour: 1_000 });
  setRuntime(runtime);
  outbox = startOutbox(runtime);
  // The first account would need a setup code.
  await insertTeam(database);
});

beforeEach(() => {
  mailServer.mails.length = 0;
});

afterAll(async () => {
  setRuntime(undefined);
  await outbox.stop();
  await mailServer.close();
  await runtime.usage.stop();
  await database.close();
});

/** Whether the email is on its way. */
const deliver = (ctx: ServiceContext, mail: Mail) =>
  withTransaction(database, (tx) =>
    queueMail(tx, ctx, {
      kind: "invitation",
      mail,
      origin: "https://console.example.com",
      expiresAt: new Date(ctx.now.getTime() + 86_400_000),
    }),
  );

const hello = { subject: mailText`Hello`, text: mailText`Hello` };

async function createSender(now = new Date()) {
  const team = await insertTeam(database);
  return { team, ctx: createContext(runtime, await userActorOf(database, team, team.owner.id), now) };
}

const findMailTo = (to: string) =>
  vi.waitFor(
    () => {
      const mail = mailServer.mails.find((one) => one.to === to);
      if (mail === undefined) throw new Error(`no mail to ${to}`);
      return mail.text;
    },
    { timeout: 20_000 },
  );

describe("emails", () => {
  test("are limited to five per hour to one address, from all senders together", async () => {
    const sent: boolean[] = [];
    for (let i = 0; i < 6; i++) {
      const { ctx } = await createSender();
      sent.push(await deliver(ctx, { ...hello, to: "often@example.com" }));
    }
    expect(sent).toEqual([true, true, true, true, true, false]);
    const later = await createSender(new Date(Date.now() + 3_601_000));
    expect(await deliver(later.ctx, { ...hello, to: "often@example.com" })).toBe(true);
    expect(await database.prisma.outboxMail.count({ where: { recipient: "often@example.com" } })).toBe(6);
    await vi.waitFor(() => expect(mailServer.mails).toHaveLength(5), { timeout: 20_000 });
  });

  test("are limited to 50 per hour from one person, and to 100 from their team", async () => {
    const { team, ctx } = await createSender();
    const fill = (subject: string, count: number) =>
      database.prisma.throttleWindow.create({
        data: { subject, count, endsAt: new Date(Date.now() + 3_600_000) },
      });
    await fill(`mail:by:${team.owner.id}`, 49);
    expect(await deliver(ctx, { ...hello, to: "a@example.com" })).toBe(true);
    expect(await deliver(ctx, { ...hello, to: "b@example.com" })).toBe(false);
    const other = await createSender();
    await fill(`mail:team:${other.team.id}`, 100);
    expect(await deliver(other.ctx, { ...hello, to: "c@example.com" })).toBe(false);
    // A rejected email does not count against any limit.
    expect(
      await database.prisma.throttleWindow.count({
        where: { subject: "mail:to:c@example.com:hour", count: { gt: 0 } },
      }),
    ).toBe(0);
  });

  test("do not show names as links, and an invitation is created without an email", async () => {
    const team = await insertTeam(database, { name: "https://evil.example/win" });
    const actor = await userActorOf(database, team, team.owner.id);
    const ctx = createContext(runtime, { ...actor, name: "www.evil.example" });
    await database.prisma.user.update({ where: { id: team.owner.id }, data: { name: "www.evil.example" } });
    const invite = (email: string) =>
      createInvitation(ctx, { email, role: "viewer", origin: "https://console.example.com" });
    expect(await invite("invited@example.com")).toMatchObject({ isMailed: true });
    const text = await findMailTo("invited@example.com");
    expect(text).not.toContain("evil.example");
    expect(text).toContain("https: / / evil. example/ win");
    expect(text).toContain("https://console.example.com/invitations/");
    await database.prisma.throttleWindow.update({
      where: { subject: `mail:by:${team.owner.id}` },
      data: { count: 50 },
    });
    expect(await invite("second@example.com")).toMatchObject({
      isMailed: false,
      url: expect.stringContaining("/invitations/"),
    });
  });
});

test("sign-ups with someone's address, by anyone, don't use up the links for their password", async () => {
  const anyone = createContext(runtime, { type: "system", name: "test" });
  const queue = (kind: MailKind) =>
    withTransaction(database, (tx) =>
      queueMail(tx, anyone, {
        kind,
        mail: { ...hello, to: "flooded@example.com" },
        origin: "https://console.example.com",
        expiresAt: new Date(anyone.now.getTime() + 86_400_000),
      }),
    );
  for (let i = 0; i < 5; i++)
    expect(await queue(i === 0 ? "email_verification" : "account_exists")).toBe(true);
  expect(await queue("account_exists")).toBe(false);
  expect(await queue("password_reset")).toBe(true);
});

describe("a sign-up with a mail server", () => {
  const signUp = (email: string) =>
    callApi("/users", {
      body: { name: "Ada", email, password: "correct horse battery staple" },
      headers: { origin: "http://127.0.0.1:3000" },
    });
  test("gets the same response for a free and a taken address, and its owner is informed by email", async () => {
    const { email: taken } = await insertUser(database);
    const answers = [await signUp("free@example.com"), await signUp(taken)];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(answers.map(({ body }) => body)).toEqual([{ email: "free@example.com" }, { email: taken }]);
    const [free, used] = answers.map(({ headers }) => [...headers.keys()].sort());
    expect(used).toEqual(free);
    expect(await findMailTo("free@example.com")).toContain("/verify-email/");
    const notice = await findMailTo(taken);
    expect(notice).toContain("/sign-in");
    expect(notice).not.toContain("/verify-email/");
    expect(await database.prisma.user.count({ where: { email: "free@example.com" } })).toBe(1);
  });

  test("does the same work for both before the response", async () => {
    const { email: taken } = await insertUser(database);
    const count = async (email: string) => {
      const before = await database.prisma.throttleWindow.findMany({
        where: { subject: { startsWith: "sign-up" } },
      });
      await signUp(email);
      const after = await database.prisma.throttleWindow.findMany({
        where: { subject: { startsWith: "sign-up" } },
      });
      return (after[0]?.count ?? 0) - (before[0]?.count ?? 0);
    };
    expect(await count("another@example.com")).toBe(1);
    expect(await count(taken)).toBe(1);
    await findMailTo("another@example.com");
    await findMailTo(taken);
  });

  test("leaves nothing of an account for a taken address", async () => {
    const { email: taken } = await insertUser(database);
    const count = async () => [
      await database.prisma.user.count(),
      await database.prisma.team.count(),
      await database.prisma.oneTimeToken.count(),
      await database.prisma.auditEvent.count(),
    ];
    const before = await count();
    expect((await signUp(taken)).status).toBe(202);
    expect(await count()).toEqual(before);
    await findMailTo(taken);
  });

  test("tells the owner, too, if two sign-ups take an address at once", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => signUp("at-once@example.com")));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(await database.prisma.user.count({ where: { email: "at-once@example.com" } })).toBe(1);
    const ofAddress = { recipient: "at-once@example.com" };
    const mails = await database.prisma.outboxMail.findMany({ where: ofAddress, select: { kind: true } });
    expect(mails.map(({ kind }) => kind).sort()).toEqual([
      "account_exists",
      "account_exists",
      "email_verification",
    ]);
    await vi.waitFor(
      () => expect(mailServer.mails.filter(({ to }) => to === "at-once@example.com")).toHaveLength(3),
      { timeout: 20_000 },
    );
  });

  test("is rejected if the request is not valid", async () => {
    expect((await signUp("no address")).status).toBe(400);
  });
});
