import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  insertUser,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import { mailText } from "#lib/platform/mail/mail-text.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { endPendingChanges } from "#lib/services/email-change/pending-change.ts";
import { endAllAccess } from "#lib/services/instance/people/end-access.ts";
import { createInvitation } from "#lib/services/invitations/create.ts";
import { resendInvitation } from "#lib/services/invitations/resend.ts";
import { withdrawInvitation } from "#lib/services/invitations/withdraw.ts";
import { queueVerification } from "#lib/services/users/email/insert-email-verification.ts";
import type { MailKind } from "./mail-content.ts";
import { queueMail } from "./queue-mail.ts";

// Nothing sends: a mail server is set, and the job doesn't run.
const origin = "https://console.example.com";
let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { smtpUrl: "smtp://127.0.0.1:9", publicOrigin: origin });
});

beforeEach(async () => {
  await database.prisma.outboxMail.deleteMany();
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

const listMails = () =>
  database.prisma.outboxMail.findMany({
    orderBy: { id: "asc" },
    select: { kind: true, outcome: true, content: true },
  });

async function createOwner() {
  const team = await insertTeam(database);
  return createContext(runtime, await userActorOf(database, team, team.owner.id));
}

test("the email of a withdrawn invitation is not sent", async () => {
  const ctx = await createOwner();
  const { id } = await createInvitation(ctx, { email: "ada@example.com", role: "viewer", origin });
  const other = await createInvitation(ctx, { email: "other@example.com", role: "viewer", origin });
  await withdrawInvitation(ctx, { invitationId: id });
  expect(await listMails()).toEqual([
    { kind: "invitation", outcome: "dropped", content: null },
    { kind: "invitation", outcome: null, content: expect.anything() },
  ]);
  expect(await database.prisma.outboxMail.count({ where: { subjectId: other.id, endedAt: null } })).toBe(1);
});

test("only the newest email of an invitation is sent", async () => {
  const ctx = await createOwner();
  const { id } = await createInvitation(ctx, { email: "grace@example.com", role: "viewer", origin });
  await resendInvitation(ctx, { invitationId: id, origin });
  expect((await listMails()).map(({ outcome }) => outcome)).toEqual(["dropped", null]);
});

test("emails with links to an account end with the links, and only those", async () => {
  const ctx = await createOwner();
  const [person, other] = [await insertUser(database), await insertUser(database)];
  const queue = (kind: MailKind, subjectId: string) =>
    withTransaction(database, (tx) =>
      queueMail(tx, ctx, {
        kind,
        mail: { to: `${subjectId}@example.com`, subject: mailText`Hello`, text: mailText`Hello` },
        origin,
        expiresAt: new Date(ctx.now.getTime() + 86_400_000),
        subjectId,
      }),
    );
  await queue("email_change", person.id);
  await queue("email_change", other.id);
  await withTransaction(database, (tx) => endPendingChanges(tx, person.id, ctx.now));
  expect((await listMails()).map(({ outcome }) => outcome)).toEqual(["dropped", null]);
  await queue("password_reset", person.id);
  await queue("account_deleted", person.id);
  const mailOrigin = getMailOrigin(runtime.config);
  if (mailOrigin === null) throw new Error("no origin");
  await withTransaction(database, (tx) => queueVerification(tx, ctx, person, mailOrigin));
  await withTransaction(database, (tx) => endAllAccess(tx, person.id, ctx.now));
  expect((await listMails()).map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ["email_change", "dropped"],
    ["email_change", null],
    ["password_reset", "dropped"],
    ["account_deleted", null],
    ["email_verification", "dropped"],
  ]);
});
