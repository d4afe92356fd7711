import { verifyPassword } from "#lib/auth/credentials/password-hash.ts";
import { reserveAttempt } from "#lib/auth/limits/throttle.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/**
 * Wrong passwords in one session in 15 minutes. A stolen session must be enough neither to guess the password nor to
 * keep its owner, in another session, from changing it.
 */
const maxFailures = 10;

/**
 * Throws `invalid_request` for the field unless it is the person's password, `rate_limit_exceeded` after ten wrong
 * ones of a session in 15 minutes, and `service_unavailable` while too many passwords are being checked.
 */
export async function assertCurrentPassword(
  ctx: ServiceContext,
  user: { id: string; passwordHash: string | null },
  password: string,
  field: "currentPassword" | "password" = "currentPassword",
): Promise<void> {
  if (user.passwordHash === null) {
    throw invalidField(field, "Your account has no password");
  }
  const { sessionId } = authorizePerson(ctx);
  const rule = { subject: `password:session:${sessionId}`, max: maxFailures, windowSeconds: 15 * 60 };
  const attempt = await reserveAttempt(ctx.runtime.database, [rule], ctx.now);
  let isCorrect = false;
  try {
    isCorrect = await verifyPassword(password, user.passwordHash, { lane: "known", key: user.id });
  } catch (error) {
    // The password was not checked, so this is not a failure.
    await attempt.release();
    throw error;
  }
  if (!isCorrect) {
    const { address, id: requestId } = ctx.request;
    ctx.runtime.logger.warn(
      { event: "password_check_failed", userId: user.id, sessionId, address, requestId },
      "a signed-in person gave a wrong current password",
    );
    throw invalidField(field, field === "password" ? "Wrong password" : "This is not your current password");
  }
  await attempt.release();
}
