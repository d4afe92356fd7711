import { hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import type { ConfirmEmailInput, EmailVerificationDto } from "#lib/contract/people/email-verification.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { markEmailVerified } from "#lib/services/users/email/mark-email-verified.ts";
import { reconcileInstanceOwnership } from "#lib/services/users/ownership/instance-ownership.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";

/**
 * POST /me/email-verification/confirm: the signed-in person sends the token they received by email. Access to only the
 * mailbox, or only the account, is not enough. Throws `not_found` for a token that was used, has expired, or was sent for
 * another account or email address.
 */
export async function confirmEmail(
  ctx: ServiceContext,
  input: ConfirmEmailInput,
): Promise<EmailVerificationDto> {
  const { userId } = authorizePerson(ctx);
  return withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockUser(tx, userId);
    const { count } = await tx.oneTimeToken.updateMany({
      where: {
        tokenHash: new Uint8Array(hashOneTimeToken(input.token)),
        purpose: "email_verification",
        userId,
        email: user?.email ?? null,
        usedAt: null,
        expiresAt: { gt: ctx.now },
      },
      data: { usedAt: ctx.now },
    });
    if (user === null || count === 0) {
      throw new ServiceError("not_found", { message: "This link is no longer valid. Request a new one" });
    }
    await markEmailVerified(tx, ctx, user, "mail");
    await reconcileInstanceOwnership(tx, ctx, { ...user, emailVerifiedAt: ctx.now });
    return { email: user.email, isVerified: true, isMailed: false };
  });
}
