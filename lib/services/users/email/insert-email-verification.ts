import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { MailOrigin } from "#lib/platform/mail/mail-links.ts";
import { createVerificationMail } from "#lib/platform/mail/verification-mail.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { queueMail } from "#lib/services/mails/queue-mail.ts";

const tokenLifeMs = dayMs;

export const emailVerificationPurpose = "email_verification";

/** Creates the token of a link that verifies this person's email address. */
export async function insertEmailVerification(
  tx: Transaction,
  ctx: ServiceContext,
  user: { id: string; email: string },
): Promise<string> {
  const token = createOneTimeToken();
  await tx.oneTimeToken.create({
    data: {
      id: createId("oneTimeToken"),
      purpose: emailVerificationPurpose,
      tokenHash: new Uint8Array(hashOneTimeToken(token)),
      userId: user.id,
      email: user.email,
      createdAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + tokenLifeMs),
    },
  });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "user.request_verification",
    target: { type: "user", id: user.id },
    changes: {},
  });
  return token;
}

/** As insertEmailVerification, and queues the email with the link. False if it can't be sent. */
export async function queueVerification(
  tx: Transaction,
  ctx: ServiceContext,
  user: { id: string; email: string },
  origin: MailOrigin,
): Promise<boolean> {
  const token = await insertEmailVerification(tx, ctx, user);
  return queueMail(tx, ctx, {
    kind: "email_verification",
    mail: createVerificationMail(user.email, origin, token),
    origin,
    expiresAt: new Date(ctx.now.getTime() + tokenLifeMs),
    subjectId: user.id,
  });
}
