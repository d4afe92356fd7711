import type { EmailVerificationDto } from "#lib/contract/people/email-verification.ts";
import { hourMs } from "#lib/domain/common/durations.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { formatLimitMessage } from "#lib/domain/limits/headers.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import {
  emailVerificationPurpose,
  insertEmailVerification,
  queueVerification,
} from "#lib/services/users/email/insert-email-verification.ts";
import { lockActivePerson } from "#lib/services/users/ownership/lock-user.ts";

/** Emails to one person per hour. */
const maxPerHour = 5;

function createLimitError(oldestAt: Date, now: Date): ServiceError {
  const seconds = Math.max(1, Math.ceil((oldestAt.getTime() + hourMs - now.getTime()) / 1000));
  return new ServiceError("rate_limit_exceeded", {
    message: formatLimitMessage(seconds),
    headers: { "Retry-After": String(seconds) },
  });
}

/**
 * POST /me/email-verification: sends the caller a link that verifies their email address. Throws `rate_limit_exceeded`
 * after five in one hour.
 */
export async function requestEmailVerification(ctx: ServiceContext): Promise<EmailVerificationDto> {
  const { userId } = authorizePerson(ctx);
  const { now, runtime } = ctx;
  const origin = getMailOrigin(runtime.config);
  return withTransaction(runtime.database, async (tx) => {
    const user = await lockActivePerson(tx, userId);
    const { email } = user;
    if (user.emailVerifiedAt !== null) return { email, isVerified: true, isMailed: false };
    const recent = await tx.oneTimeToken.findMany({
      where: {
        userId,
        purpose: emailVerificationPurpose,
        createdAt: { gt: new Date(now.getTime() - hourMs) },
      },
      orderBy: { createdAt: "desc" },
      take: maxPerHour,
    });
    const oldest = recent[maxPerHour - 1];
    if (oldest !== undefined) throw createLimitError(oldest.createdAt, now);
    if (origin !== null) {
      return { email, isVerified: false, isMailed: await queueVerification(tx, ctx, user, origin) };
    }
    await insertEmailVerification(tx, ctx, user);
    return { email, isVerified: false, isMailed: false };
  });
}
