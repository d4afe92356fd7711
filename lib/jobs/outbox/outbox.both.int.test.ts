import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi } from "#e2e/support/access/api-caller.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertMember,
  insertTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { verifyCredentials } from "#lib/auth/sign-in/verify-credentials.ts";
import { dayMs, hourMs, minuteMs } from "#lib/domain/common/durations.ts";
import { notifyExpiringKeys } from "#lib/jobs/expiry/notify-expiring-keys.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { asDatabaseTime } from "#lib/platform/db/database-time.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { createKey } from "#lib/services/keys/create.ts";
import { flushFailedSignIns } from "#lib/services/notices/collect-failed-sign-ins.ts";
import { listNotices } from "#lib/services/notices/list.ts";
import { markNoticesRead } from "#lib/services/notices/mark-read.ts";
import { notify, notifyFailedSignIns } from "#lib/services/notices/notify.ts";
import { createUnsubscribeToken } from "#lib/services/notices/unsubscribe-token.ts";
import { getBackoffMs, sendDueMails } from "./send-due-mails.ts";

let database: Database;
let runtime: Runtime;
let mailServer: Awaited<ReturnType<typeof startMailServer>>;

beforeAll(async () => {
  mailServer = await startMailServer();
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { smtpUrl: mailServer.url });
  setRuntime(runtime);
});

beforeEach(async () => {
  await database.prisma.outboxMail.deleteMany();
  await database.prisma.notice.deleteMany();
  mailServer.mails.length = 0;
});

afterAll(async () => {
  setRuntime(undefined);
  await mailServer.close();
  await runtime.usage.stop();
  await database.close();
});

const start = new Date("2026-03-01T12:10:00Z");
const at = (ms: number) => asDatabaseTime(start.getTime() + ms);

async function createPerson() {
  const team = await insertTeam(database);
  const { id } = team.owner;
  const verified = { emailVerifiedAt: new Date() };
  const user = await database.prisma.user.update({ where: { id }, data: verified });
  return { team, user };
}

type Person = Awaited<ReturnType<typeof createPerson>>;

const changePassword = ({ user }: Person, now: Date = start) =>
  withTransaction(database, (tx) =>
    notify(
      tx,
      { runtime, now },
      { kind: "password_changed", receivers: [user], data: { method: "password" } },
    ),
  );

const notifyOfKey = ({ team, user }: Person, keyName = "Billing", now: Date = start) =>
  withTransaction(database, (tx) =>
    notify(
      tx,
      { runtime, now },
      {
        kind: "key_expiring",
        receivers: [user],
        teamId: team.id,
        data: { keyId: "key_1", keyName, teamName: team.name, teamSlug: team.slug, days: 7 },
      },
    ),
  );

const sendAt = (ms: number, using: Runtime = runtime) => sendDueMails(using, async () => at(ms));

const away = (): Runtime => ({ ...runtime, config: { ...runtime.config, smtpUrl: "smtp://127.0.0.1:1" } });

const readMails = () => database.prisma.outboxMail.findMany({ orderBy: { id: "asc" } });

describe("the outbox", () => {
  test("has no email and no notice of a change that was rolled back", async () => {
    const { user } = await createPerson();
    const failing = withTransaction(database, async (tx) => {
      await notify(
        tx,
        { runtime, now: start },
        { kind: "password_changed", receivers: [user], data: { method: "mail" } },
      );
      throw new Error("the change failed");
    });
    await expect(failing).rejects.toThrow("the change failed");
    expect(await readMails()).toEqual([]);
    expect(await database.prisma.notice.count()).toBe(0);
  });

  test("sends each email once with two senders at once, in plain text and HTML", async () => {
    const people = await Promise.all(Array.from({ length: 30 }, createPerson));
    for (const person of people) await changePassword(person);
    const results = await Promise.all([sendAt(0), sendAt(0)]);
    expect(results[0].sent + results[1].sent).toBe(30);
    expect(mailServer.mails.map(({ to }) => to).sort()).toEqual(people.map(({ user }) => user.email).sort());
    expect(mailServer.mails[0]?.text).toContain("multipart/alternative");
    expect(mailServer.mails[0]?.text).toContain("Your password was changed.");
  });

  test("sends again with the same Message-ID after a process ended before it recorded the result", async () => {
    await changePassword(await createPerson());
    await sendAt(0);
    await database.prisma.outboxMail.updateMany({ data: { endedAt: null, outcome: null } });
    // The lease protects the email for five minutes.
    expect((await sendAt(minuteMs)).sent).toBe(0);
    expect((await sendAt(6 * minuteMs)).sent).toBe(1);
    const ids = mailServer.mails.map(({ text }) => /^Message-ID: (.+)$/im.exec(text)?.[1]);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    expect((await readMails())[0]?.messageId).toBe(ids[0]?.trim());
  });

  test("waits longer after each failure, and gives up after 3 days", async () => {
    await changePassword(await createPerson());
    expect(await sendAt(0, away())).toMatchObject({ sent: 0, failed: 1, isServerAway: true });
    expect((await sendAt(30_000, away())).failed).toBe(0);
    expect((await sendAt(minuteMs, away())).failed).toBe(1);
    expect((await readMails())[0]).toMatchObject({ attempts: 2, nextAttemptAt: at(3 * minuteMs) });
    expect([1, 2, 3, 6, 7, 50].map((attempts) => getBackoffMs(attempts) / minuteMs)).toEqual([
      1, 2, 4, 32, 60, 60,
    ]);
    expect((await sendAt(3 * dayMs + minuteMs, away())).givenUp).toBe(1);
    expect((await readMails())[0]).toMatchObject({ outcome: "given_up" });
    expect((await sendAt(4 * dayMs)).sent).toBe(0);
  });

  test("collects notices of one kind, and sends one email per person, kind and hour", async () => {
    const person = await createPerson();
    await changePassword(person);
    await sendAt(0);
    await changePassword(person, at(minuteMs));
    await changePassword(person, at(2 * minuteMs));
    await notifyOfKey(person, "Other kind", at(2 * minuteMs));
    expect((await sendAt(59 * minuteMs)).sent).toBe(1);
    expect((await sendAt(hourMs + minuteMs)).sent).toBe(1);
    const last = mailServer.mails.at(-1)?.text;
    expect(last).toContain("Password changes (2)");
    expect(mailServer.mails).toHaveLength(3);
  });

  test("keeps the hour after an outage", async () => {
    const person = await createPerson();
    await changePassword(person);
    await sendAt(0, away());
    await changePassword(person, at(minuteMs));
    expect((await sendAt(50 * minuteMs)).sent).toBe(1);
    expect((await sendAt(70 * minuteMs)).sent).toBe(0);
    expect((await sendAt(111 * minuteMs)).sent).toBe(1);
  });

  test("counts failed sign-ins of an hour in one notice and one email", async () => {
    const { user } = await createPerson();
    const fail = (count: number, now: Date) =>
      withTransaction(database, (tx) => notifyFailedSignIns(tx, { runtime, now }, user, count));
    await fail(2, start);
    await fail(3, at(minuteMs));
    expect((await sendAt(10 * minuteMs)).sent).toBe(0);
    expect((await sendAt(50 * minuteMs)).sent).toBe(1);
    expect(mailServer.mails[0]?.text).toContain("5 failed attempts to sign in");
  });

  test("sends failed sign-ins that follow an email of the same hour", async () => {
    const { user } = await createPerson();
    const fail = (count: number, now: Date) =>
      withTransaction(database, (tx) => notifyFailedSignIns(tx, { runtime, now }, user, count));
    await fail(1, start);
    // For example, with a host whose clock is behind.
    expect((await sendAt(50 * minuteMs)).sent).toBe(1);
    await fail(40, at(minuteMs));
    expect((await sendAt(3 * hourMs)).sent).toBe(1);
    expect(mailServer.mails[1]?.text).toContain("41 failed attempts to sign in");
  });

  test("collects failed sign-ins of unknown devices after the response", async () => {
    const { user } = await createPerson();
    const request = { id: "req_1", address: "203.0.113.9", agent: null };
    const signIn = { runtime, request, now: start };
    const credentials = { email: user.email, password: "a wrong password" };
    expect(await verifyCredentials(signIn, credentials, { wait: async () => {} })).toBeNull();
    expect(await database.prisma.notice.count({ where: { userId: user.id } })).toBe(0);
    await flushFailedSignIns();
    expect(await database.prisma.notice.findMany({ where: { userId: user.id } })).toMatchObject([
      { kind: "failed_sign_in", data: { count: 1 } },
    ]);
  });

  test("sends nothing to an unverified address, and nothing about a team after leaving it", async () => {
    const person = await createPerson();
    await changePassword({ ...person, user: { ...person.user, emailVerifiedAt: null } });
    await notifyOfKey(person);
    await database.prisma.member.updateMany({
      where: { userId: person.user.id },
      data: { status: "removed" },
    });
    expect(await sendAt(0)).toMatchObject({ sent: 0, failed: 0 });
    expect(await readMails()).toMatchObject([{ outcome: "dropped" }]);
    const ctx = createContext(runtime, await userActorOf(database, person.team, person.user.id));
    const { data } = await listNotices(ctx, { limit: 50 });
    expect(data.map(({ kind }) => kind)).toEqual(["password_changed"]);
  });

  test("sends nothing about a team to a former address", async () => {
    const person = await createPerson();
    await notifyOfKey(person);
    await changePassword(person);
    const { id } = person.user;
    await database.prisma.user.update({ where: { id }, data: { email: `new-${person.user.email}` } });
    expect(await sendAt(0)).toMatchObject({ sent: 1 });
    expect(mailServer.mails[0]?.text).toContain("Your password was changed.");
  });

  test("never turns a name into a link", async () => {
    await notifyOfKey(await createPerson(), '<a href="https://evil.example">');
    await sendAt(0);
    expect(mailServer.mails[0]?.text).not.toContain("evil.example");
  });
});

describe("unsubscribing", () => {
  test("stops emails of one kind without signing in, with the form of a mail program", async () => {
    const person = await createPerson();
    await notifyOfKey(person);
    await sendAt(0);
    const { text = "" } = mailServer.mails[0] ?? {};
    expect(text.replaceAll(/\r\n /g, " ")).toMatch(/List-Unsubscribe: <http.+\/unsubscriptions\//);
    expect(text).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    const token = createUnsubscribeToken(
      { userId: person.user.id, kind: "key_expiring" },
      runtime.secrets.session,
    );
    const oneClick = [
      { contentType: "application/x-www-form-urlencoded", body: "List-Unsubscribe=One-Click" },
      {
        contentType: "multipart/form-data; boundary=b",
        body: '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      },
    ];
    for (const { contentType, body } of oneClick) {
      const answer = await callApi(`/unsubscriptions/${token}`, {
        body,
        headers: { "content-type": contentType },
      });
      expect(answer).toMatchObject({ status: 200, body: { kind: "key_expiring" } });
    }
    await notifyOfKey(person, "Second", at(2 * hourMs));
    await changePassword(person, at(2 * hourMs));
    expect((await sendAt(3 * hourMs)).sent).toBe(1);
    expect(mailServer.mails.at(-1)?.text).toContain("password was changed");
  });

  test("rejects a token for another person, another kind or a security notice", async () => {
    const { user } = await createPerson();
    const sign = (kind: "key_expiring" | "new_sign_in") =>
      createUnsubscribeToken({ userId: user.id, kind }, runtime.secrets.session);
    const forged = sign("key_expiring").replace(user.id, `user_${"0".repeat(26)}`);
    for (const token of [forged, sign("key_expiring").replace("expiring", "changed"), sign("new_sign_in")]) {
      expect((await callApi(`/unsubscriptions/${token}`, { method: "POST" })).status).toBe(404);
    }
    expect(await database.prisma.noticeSetting.count({ where: { userId: user.id } })).toBe(0);
  });
});

describe("notices", () => {
  test("of another person cannot be read or marked", async () => {
    const [ada, eve] = [await createPerson(), await createPerson()];
    await changePassword(ada);
    const [{ id } = { id: "" }] = await database.prisma.notice.findMany();
    const ctx = createContext(runtime, await userActorOf(database, eve.team, eve.user.id));
    expect(await listNotices(ctx, { limit: 50 })).toMatchObject({ data: [], unreadCount: 0 });
    await expect(markNoticesRead(ctx, { ids: [id] })).rejects.toMatchObject({ code: "not_found" });
    const own = createContext(runtime, await userActorOf(database, ada.team, ada.user.id));
    expect(await listNotices(own, { limit: 50, unread: "true" })).toMatchObject({ unreadCount: 1 });
    expect(await markNoticesRead(own, {})).toEqual({ unreadCount: 0 });
  });

  test("are listed in pages", async () => {
    const person = await createPerson();
    for (let i = 0; i < 5; i++) await changePassword(person, at(i));
    const ctx = createContext(runtime, await userActorOf(database, person.team, person.user.id));
    const first = await listNotices(ctx, { limit: 3 });
    const second = await listNotices(ctx, { limit: 3, cursor: first.nextCursor ?? "" });
    expect([first.data.length, second.data.length, second.nextCursor]).toEqual([3, 2, null]);
    expect(new Set([...first.data, ...second.data].map(({ id }) => id)).size).toBe(5);
  });

  test("tell others about a key change only in environments that ask for it", async () => {
    const { team, user } = await createPerson();
    const admin = await insertMember(database, team, "admin");
    const ctx = createContext(runtime, await userActorOf(database, team, user.id));
    const create = () =>
      createKey(ctx, {
        name: "Billing",
        description: "",
        environment: "development",
        owner: { type: "team", role: "developer" },
        permissions: "inherit",
        resources: [],
        expiresAt: null,
        allowedIps: [],
        rateLimit: null,
        metadata: {},
        externalId: null,
      });
    await create();
    expect(await database.prisma.notice.count()).toBe(0);
    await database.prisma.environment.updateMany({
      where: { teamId: team.id },
      data: { notifiesKeyChanges: true },
    });
    await create();
    expect(await database.prisma.notice.findMany()).toMatchObject([
      { userId: admin.id, kind: "key_changed", data: { change: "created", keyName: "Billing" } },
    ]);
  });
});

describe("an expiring key", () => {
  test("is told once per number of days, by all instances together, and again after an extension", async () => {
    const { team, user } = await createPerson();
    const key = await insertKey(database, team, { ownerUserId: user.id });
    const expireAt = (expiresAt: Date) =>
      database.prisma.apiKey.update({
        where: { id: key.id },
        data: { expiresAt, createdAt: at(-90 * dayMs) },
      });
    const listDays = async () =>
      (await database.prisma.notice.findMany({ orderBy: { createdAt: "asc" } })).map(({ data }) =>
        Reflect.get(Object(data), "days"),
      );
    await expireAt(at(31 * dayMs));
    const runAt = (days: number) => notifyExpiringKeys(runtime, at(days * dayMs));
    await runAt(0);
    expect(await listDays()).toEqual([]);
    await Promise.all([runAt(1.5), runAt(1.5)]);
    await runAt(2);
    expect(await listDays()).toEqual([30]);
    // After a pause, only the latest number is told.
    await runAt(25);
    await runAt(30.5);
    expect(await listDays()).toEqual([30, 7, 1]);
    await expireAt(at(60 * dayMs));
    await runAt(31);
    await runAt(31.1);
    expect(await listDays()).toEqual([30, 7, 1, 30]);
  });
});
