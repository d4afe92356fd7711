import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createContext, createTestRuntime, insertTeam, userActorOf } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { dayMs, minuteMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { asDatabaseTime } from "#lib/platform/db/database-time.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { mailText } from "#lib/platform/mail/mail-text.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { createInvitation } from "#lib/services/invitations/create.ts";
import { type MailKind, openMail } from "#lib/services/mails/mail-content.ts";
import { queueMail } from "#lib/services/mails/queue-mail.ts";
import { notify } from "#lib/services/notices/notify.ts";
import { sendDueMails } from "./send-due-mails.ts";
import { startOutbox } from "./start-outbox.ts";

let database: Database;
let runtime: Runtime;
let mailServer: Awaited<ReturnType<typeof startMailServer>>;

beforeAll(async () => {
  mailServer = await startMailServer();
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { smtpUrl: mailServer.url });
});

beforeEach(async () => {
  await database.prisma.outboxMail.deleteMany();
  await database.prisma.throttleWindow.deleteMany();
  mailServer.mails.length = 0;
});

afterAll(async () => {
  await mailServer.close();
  await runtime.usage.stop();
  await database.close();
});

const start = new Date("2026-03-01T12:10:00Z");
const at = (ms: number) => asDatabaseTime(start.getTime() + ms);
const sendAt = (ms: number, using: Runtime = runtime) => sendDueMails(using, async () => at(ms));
const away = (): Runtime => ({ ...runtime, config: { ...runtime.config, smtpUrl: "smtp://127.0.0.1:1" } });
const readMails = () => database.prisma.outboxMail.findMany({ orderBy: { id: "asc" } });

const token = "a-token-that-gives-access-to-an-account";
const link = `https://console.example.com/reset-password/${token}`;

function queue({ kind = "password_reset", to = "ada@example.com", lifeMs = 60 * minuteMs } = {}) {
  const ctx = createContext(runtime, { type: "system", name: "password-reset" }, start);
  return withTransaction(database, (tx) =>
    queueMail(tx, ctx, {
      kind: kind as MailKind,
      mail: { to, subject: mailText`Reset your password`, text: mailText`${{ url: link }}` },
      origin: "https://console.example.com",
      expiresAt: new Date(start.getTime() + lifeMs),
    }),
  );
}

describe("an email with a link", () => {
  test("is encrypted in the database until it is sent, and gone from then on", async () => {
    await queue();
    const [waiting] = await readMails();
    const stored = Buffer.from(waiting?.content ?? []);
    for (const form of ["utf8", "latin1", "base64", "hex"] as const) {
      expect(stored.toString(form)).not.toContain(Buffer.from(token).toString(form));
    }
    expect(JSON.stringify({ ...waiting, content: null })).not.toContain(token);
    expect(waiting?.userId).toBeNull();
    expect((await sendAt(0)).sent).toBe(1);
    expect(mailServer.mails[0]?.text.replaceAll("=\r\n", "")).toContain(link);
    expect(await readMails()).toEqual([
      expect.objectContaining({ outcome: "sent", content: null, contentKeyId: null }),
    ]);
  });

  test("can't be opened as another row, for another recipient, or with another session secret", async () => {
    await queue();
    const [row] = await readMails();
    if (row === undefined) throw new Error("no email");
    expect(openMail(row, runtime.secrets.session)?.text).toBe(link);
    expect(openMail(row, ["n".repeat(32), ...runtime.secrets.session])?.text).toBe(link);
    expect(openMail({ ...row, id: "mail_other" }, runtime.secrets.session)).toBeNull();
    expect(openMail({ ...row, recipient: "eve@example.com" }, runtime.secrets.session)).toBeNull();
    expect(openMail(row, ["n".repeat(32)])).toBeNull();
  });

  test("is dropped if the session secret that encrypted it is gone", async () => {
    await queue();
    const other = { ...runtime, secrets: { ...runtime.secrets, session: ["n".repeat(32)] } };
    expect(await sendAt(0, other)).toMatchObject({ sent: 0 });
    expect(await readMails()).toEqual([expect.objectContaining({ outcome: "dropped", content: null })]);
  });

  test("is tried again until its link expires, and not sent from then on", async () => {
    await queue();
    for (const minutes of [0, 1, 3, 7, 15, 31]) {
      expect((await sendAt(minutes * minuteMs, away())).failed).toBe(1);
    }
    // The lease of the next attempt ends after the link.
    expect(await sendAt(63 * minuteMs)).toMatchObject({ sent: 0, givenUp: 1 });
    expect(mailServer.mails).toEqual([]);
    expect(await readMails()).toEqual([
      expect.objectContaining({ outcome: "given_up", lastError: "expired", content: null }),
    ]);
  });

  test("is sent again with the same Message-ID after a process ended before it recorded the result", async () => {
    await queue();
    const [row] = await readMails();
    if (row === undefined) throw new Error("no email");
    await sendAt(0);
    // As if the process had ended before it recorded the result.
    const { content, contentKeyId } = row;
    await database.prisma.outboxMail.updateMany({
      data: { endedAt: null, outcome: null, content, contentKeyId },
    });
    expect((await sendAt(minuteMs)).sent).toBe(0);
    expect((await sendAt(6 * minuteMs)).sent).toBe(1);
    const ids = mailServer.mails.map(({ text }) => /^Message-ID: (.+)$/im.exec(text)?.[1]);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });

  test("is never collected, and is sent before emails about notices", async () => {
    const team = await insertTeam(database);
    const user = await database.prisma.user.update({
      where: { id: team.owner.id },
      data: { emailVerifiedAt: start },
    });
    await withTransaction(database, (tx) =>
      notify(
        tx,
        { runtime, now: new Date(start.getTime() - dayMs) },
        { kind: "password_changed", receivers: [user], data: { method: "mail" } },
      ),
    );
    for (let i = 0; i < 3; i++) await queue({ to: user.email });
    expect((await sendAt(0)).sent).toBe(4);
    expect(mailServer.mails.map(({ text }) => text.includes("Reset your password"))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test("is not in the outbox if its change was rolled back", async () => {
    const team = await insertTeam(database);
    const actor = await userActorOf(database, team, team.owner.id);
    const ctx = createContext(runtime, actor);
    const input = { email: team.owner.email, role: "viewer", origin: "https://console.example.com" } as const;
    await expect(createInvitation(ctx, input)).rejects.toMatchObject({ code: "conflict" });
    expect(await readMails()).toEqual([]);
  });

  test("is sent within a second of the request", async () => {
    const outbox = startOutbox(runtime);
    try {
      const team = await insertTeam(database);
      const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
      await vi.waitFor(() => expect(outbox.report().waiting).toBe(0));
      const startedAtMs = performance.now();
      const input = { email: "soon@example.com", role: "viewer", origin: "https://a.example" } as const;
      expect(await createInvitation(ctx, input)).toMatchObject({ isMailed: true });
      await vi.waitFor(() => expect(mailServer.mails).toHaveLength(1), { timeout: 4_000, interval: 10 });
      // Polling alone would take up to five seconds.
      expect(performance.now() - startedAtMs).toBeLessThan(2_500);
    } finally {
      await outbox.stop();
    }
  });
});
