import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/one-time-token.ts";
import { withTransaction } from "#lib/db/transaction.ts";
import { notFound, ServiceError } from "#lib/errors.ts";
import { createId } from "#lib/ids.ts";
import { formatLimitMessage } from "#lib/limits/headers.ts";
import { sendMail } from "#lib/mail/send-mail.ts";
import { createVerificationMail } from "#lib/mail/verification-mail.ts";
import type { EmailVerificationDto } from "#lib/schemas/email-verification.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockUser } from "#lib/services/users/lock-user.ts";

const tokenLifeMs = 24 * 3_600_000;

/** Mails to one person in an hour. */
const maxPerHour = 5;
const hourMs = 3_600_000;

function createTooMany(oldestAt: Date, now: Date): ServiceError {
  const seconds = Math.max(1, Math.ceil((oldestAt.getTime() + hourMs - now.getTime()) / 1000));
  return new ServiceError("rate_limit_exceeded", {
    message: formatLimitMessage(seconds),
    headers: { "Retry-After": String(seconds) },
  });
}

/**
 * POST /me/email-verification: mails the caller a link that proves their address. Throws `rate_limit_exceeded` after five
 * in an hour.
 */
export async function requestEmailVerification(
  ctx: ServiceContext,
  input: { origin: string },
): Promise<EmailVerificationDto> {
  const { userId } = authorizePerson(ctx);
  const { now, runtime } = ctx;
  const token = createOneTimeToken();
  const { email, isVerified } = await withTransaction(runtime.database, async (tx) => {
    const user = await lockUser(tx, userId);
    if (user === null) throw notFound();
    if (user.emailVerifiedAt !== null) return { email: user.email, isVerified: true };
    const purpose = "email_verification";
    const recent = await tx.oneTimeToken.findMany({
      where: { userId, purpose, createdAt: { gt: new Date(now.getTime() - hourMs) } },
      orderBy: { createdAt: "desc" },
      take: maxPerHour,
    });
    const oldest = recent[maxPerHour - 1];
    if (oldest !== undefined) throw createTooMany(oldest.createdAt, now);
    await tx.oneTimeToken.create({
      data: {
        id: createId("oneTimeToken"),
        purpose,
        tokenHash: new Uint8Array(hashOneTimeToken(token)),
        userId,
        email: user.email,
        createdAt: now,
        expiresAt: new Date(now.getTime() + tokenLifeMs),
      },
    });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "user.request_verification",
      target: { type: "user", id: userId },
      changes: {},
    });
    return { email: user.email, isVerified: false };
  });
  if (isVerified) return { email, isVerified, isMailed: false };
  const mail = createVerificationMail(email, `${input.origin}/verify-email/${token}`);
  return { email, isVerified, isMailed: await sendMail(runtime, mail) };
}
