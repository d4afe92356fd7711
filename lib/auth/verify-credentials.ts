import { createEmailAddress, listStoredForms } from "./email-address.ts";
import { verifyPassword } from "./password-hash.ts";
import type { SignInContext } from "./start-session.ts";
import { listSignInRules, reserveAttempt } from "./throttle.ts";

/** No password is longer; more is never hashed. Compare `passwordText` in lib/schemas/users.ts. */
const longestPasswordText = 1024;

/**
 * The user whom address and password name, or null. A wrong password, an unknown address and a person without a
 * password take the same path: one look-up, one hash. Throws `rate_limit_exceeded` after ten failures of this
 * account from this address (or a hundred of the address), `service_unavailable` while too many are being checked.
 */
export async function verifyCredentials(
  signIn: SignInContext,
  credentials: { email: string; password: string },
): Promise<{ userId: string } | null> {
  const { runtime, request, now } = signIn;
  const email = createEmailAddress(credentials.email);
  const account = email ?? credentials.email.slice(0, longestPasswordText);
  const reservation = await reserveAttempt(runtime.database, listSignInRules(account, request.address), now);
  const user =
    email === null
      ? null
      : await runtime.database.prisma.user.findFirst({
          where: { email: { in: listStoredForms(email) }, status: "active" },
        });
  const isTooLong = credentials.password.length > longestPasswordText;
  const password = isTooLong ? "" : credentials.password;
  const isRight = await verifyPassword(password, user?.passwordHash ?? null).catch(async (error: unknown) => {
    // Not judged, so not a failure.
    await reservation.release();
    throw error;
  });
  if (user === null || !isRight || isTooLong) {
    runtime.logger.warn(
      { event: "sign_in_failed", userId: user?.id ?? null, address: request.address, requestId: request.id },
      "a sign-in was refused",
    );
    return null;
  }
  await reservation.release();
  return { userId: user.id };
}
