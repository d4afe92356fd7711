import { verifyPassword } from "#lib/auth/credentials/password-hash.ts";
import { reserveAttempt } from "#lib/auth/limits/throttle.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** Failures per person, so that a stolen session can't be used to guess the password. */
const rule = { max: 10, windowSeconds: 15 * 60 };

/**
 * Throws `invalid_request` unless this is the person's password, and `rate_limit_exceeded` after too many failures. People
 * who only sign in through a provider have no password and are not asked.
 */
export async function assertCurrentPassword(
  ctx: ServiceContext,
  user: { id: string; passwordHash: string | null },
  password: string | undefined,
): Promise<void> {
  if (user.passwordHash === null) return;
  if (password === undefined || password === "") {
    throw invalidField("currentPassword", "Enter your current password");
  }
  const subject = `current-password:${user.id}`;
  const { release } = await reserveAttempt(ctx.runtime.database, [{ subject, ...rule }], ctx.now);
  const turn = { lane: "known", key: user.id } as const;
  const isCorrect = await verifyPassword(password, user.passwordHash, turn).catch(async (error: unknown) => {
    // The password was not checked, so this is not a failure.
    await release();
    throw error;
  });
  if (!isCorrect) throw invalidField("currentPassword", "Wrong password. Check it and try again");
  await release();
}
