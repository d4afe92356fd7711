import { verifyPassword } from "#lib/auth/credentials/password-hash.ts";
import { reserveAttempt } from "#lib/auth/limits/throttle.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** Wrong passwords of a signed-in person in 15 minutes. A stolen session must not be enough to guess the password. */
const maxFailures = 10;

/**
 * Throws `invalid_request` for `currentPassword` unless it is the person's password, `rate_limit_exceeded` after ten wrong
 * ones in 15 minutes, and `service_unavailable` while too many passwords are being checked.
 */
export async function assertCurrentPassword(
  ctx: ServiceContext,
  user: { id: string; passwordHash: string | null },
  password: string,
): Promise<void> {
  if (user.passwordHash === null) {
    throw invalidField("currentPassword", "Your account has no password");
  }
  const rule = { subject: `password:user:${user.id}`, max: maxFailures, windowSeconds: 15 * 60 };
  const attempt = await reserveAttempt(ctx.runtime.database, [rule], ctx.now);
  let isCorrect = false;
  try {
    isCorrect = await verifyPassword(password, user.passwordHash, { lane: "known", key: user.id });
  } catch (error) {
    // The password was not checked, so this is not a failure.
    await attempt.release();
    throw error;
  }
  if (!isCorrect) throw invalidField("currentPassword", "This is not your current password");
  await attempt.release();
}
