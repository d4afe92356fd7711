import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import type { ChangeEmailInput, EmailChangeDto } from "#lib/contract/people/email-change.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { invalidField, notFound } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { EmailChange, User } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import {
  createConfirmNewEmailMail,
  createConfirmOldEmailMail,
  createEmailTakenMail,
  createLeavingAddressMail,
} from "#lib/platform/mail/email-change-mail.ts";
import { getMailOrigin, type MailOrigin } from "#lib/platform/mail/mail-links.ts";
import type { Mail } from "#lib/platform/mail/send-mail.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { queueMail } from "#lib/services/mails/queue-mail.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import { assertAllowedAddress } from "#lib/services/sign-in-policy/assert-allowed-address.ts";
import { readEmail } from "#lib/services/users/create.ts";
import { endPendingChanges, toEmailChangeDto } from "./pending-change.ts";
import { writeEmail } from "./write-email.ts";

const linkLifetimeMs = dayMs;

interface NewChange {
  change: EmailChange;
  newToken: string;
  oldToken: string | null;
}

async function insertChange(
  tx: Transaction,
  ctx: ServiceContext,
  user: User,
  email: string,
): Promise<NewChange> {
  await endPendingChanges(tx, user.id, ctx.now);
  const newToken = createOneTimeToken();
  // An address that was never verified may be a typing mistake, and must not keep its owner from correcting it.
  const oldToken = user.emailVerifiedAt === null ? null : createOneTimeToken();
  const change = await tx.emailChange.create({
    data: {
      id: createId("emailChange"),
      userId: user.id,
      oldEmail: user.email,
      newEmail: email,
      newTokenHash: new Uint8Array(hashOneTimeToken(newToken)),
      oldTokenHash: oldToken === null ? null : new Uint8Array(hashOneTimeToken(oldToken)),
      createdAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + linkLifetimeMs),
    },
  });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "user.request_email_change",
    target: { type: "user", id: user.id },
    changes: {},
    personal: { email, emailBefore: user.email },
  });
  return { change, newToken, oldToken };
}

interface ChangeMail {
  mail: Mail;
  /** Then it is not sent any more once the change has ended. */
  hasLink: boolean;
}

/** The email to the new address. Only its owner learns from it whether another account has the address. */
async function createMailToNew(
  tx: Transaction,
  { change: { newEmail }, newToken }: NewChange,
  origin: MailOrigin,
): Promise<ChangeMail> {
  const taken = await tx.user.findUnique({ where: { email: newEmail }, select: { id: true } });
  return taken === null
    ? { mail: createConfirmNewEmailMail(newEmail, origin, newToken), hasLink: true }
    : { mail: createEmailTakenMail(newEmail, origin), hasLink: false };
}

function createMailToOld({ change, oldToken }: NewChange, origin: MailOrigin): ChangeMail {
  const { newEmail, oldEmail } = change;
  return oldToken === null
    ? { mail: createLeavingAddressMail(oldEmail, newEmail), hasLink: false }
    : { mail: createConfirmOldEmailMail(oldEmail, newEmail, { origin, token: oldToken }), hasLink: true };
}

/** Two emails in any case, so that the time of the answer reveals nothing either. */
async function queueMails(tx: Transaction, ctx: ServiceContext, created: NewChange, origin: MailOrigin) {
  const { expiresAt, userId } = created.change;
  const mails = [await createMailToNew(tx, created, origin), createMailToOld(created, origin)];
  for (const { mail, hasLink } of mails) {
    const subject = hasLink ? { subjectId: userId } : {};
    await queueMail(tx, ctx, { kind: "email_change", mail, origin, expiresAt, ...subject });
  }
}

/**
 * POST /me/email: starts the change of the caller's email address. With a mail server, the new address and a verified old
 * one must confirm it with links that are sent to them. Without one, the address changes at once and is not verified.
 * Throws `invalid_request` with the invalid field, and, only without a mail server, `conflict` for a taken address.
 */
export async function requestEmailChange(
  ctx: ServiceContext,
  input: ChangeEmailInput,
): Promise<EmailChangeDto> {
  const { userId } = authorizePerson(ctx);
  const { config, database } = ctx.runtime;
  const origin = getMailOrigin(config);
  const email = readEmail(input.email);
  assertAllowedAddress(ctx, email);
  const found = await database.prisma.user.findUnique({ where: { id: userId } });
  if (found === null) throw notFound();
  if (found.email === email) throw invalidField("email", "This is your email address already");
  const change = await withTransaction(database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx);
    if (origin !== null) {
      const started = await insertChange(tx, ctx, user, email);
      await queueMails(tx, ctx, started, origin);
      return started.change;
    }
    await endPendingChanges(tx, userId, ctx.now);
    await writeEmail(tx, ctx, user, email, null);
    return null;
  });
  return change === null ? toEmailChangeDto(email, null) : toEmailChangeDto(found.email, change);
}
