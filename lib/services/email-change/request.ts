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
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { deliverLater } from "#lib/services/mails/deliver.ts";
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

/** Sent after the response, whose time would otherwise reveal whether another account has the new address. */
function sendMails(ctx: ServiceContext, { change, newToken, oldToken }: NewChange, origin: MailOrigin): void {
  const { newEmail, oldEmail } = change;
  deliverLater(ctx, async () => {
    const where = { email: newEmail };
    const taken = await ctx.runtime.database.prisma.user.findUnique({ where, select: { id: true } });
    return taken === null
      ? createConfirmNewEmailMail(newEmail, origin, newToken)
      : createEmailTakenMail(newEmail, origin);
  });
  deliverLater(ctx, async () =>
    oldToken === null
      ? createLeavingAddressMail(oldEmail, newEmail)
      : createConfirmOldEmailMail(oldEmail, newEmail, { origin, token: oldToken }),
  );
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
  const created = await withTransaction(database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx);
    if (origin !== null) return insertChange(tx, ctx, user, email);
    await endPendingChanges(tx, userId, ctx.now);
    await writeEmail(tx, ctx, user, email, null);
    return null;
  });
  if (created === null || origin === null) return toEmailChangeDto(email, null);
  sendMails(ctx, created, origin);
  return toEmailChangeDto(found.email, created.change);
}
