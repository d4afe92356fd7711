import { setTimeout as sleep } from "node:timers/promises";
import { createEmailAddress, listStoredForms } from "#lib/auth/credentials/email-address.ts";
import { verifyPassword } from "#lib/auth/credentials/password-hash.ts";
import { admitSignIn } from "#lib/auth/limits/sign-in-limits.ts";
import { type DeviceMark, isKnownDevice } from "#lib/auth/session/device-mark.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { mayUsePassword } from "#lib/domain/sign-in/sign-in-policy.ts";
import { collectFailedSignIn } from "#lib/services/notices/collect-failed-sign-ins.ts";
import type { FirstStep, SignInContext } from "#lib/services/sessions/start-session.ts";
import { noteFailure } from "#lib/services/sign-in-failures/note-failure.ts";

/** Longer passwords don't exist and are never hashed. Compare `passwordText` in lib/contract/people/users.ts. */
const maxPasswordLength = 1024;

interface Credentials {
  email: string;
  password: string;
}

interface VerifyOptions {
  /** The device mark from the browser's cookie. */
  device?: DeviceMark | null;
  /** Waits before the password of an unknown device is checked. Tests replace it. */
  wait?: (ms: number) => Promise<unknown>;
}

function isLimitError(error: unknown): boolean {
  return error instanceof ServiceError && error.code === "rate_limit_exceeded";
}

/**
 * The user with this email address and password, or null. A wrong password, an unknown email address and a user who
 * has none or can't use it take the same path: one lookup, one hash. Throws `rate_limit_exceeded` (sign-in-limits.ts), and
 * `service_unavailable` while too many passwords are being checked.
 */
export async function verifyCredentials(
  signIn: SignInContext,
  credentials: Credentials,
  { device = null, wait = sleep }: VerifyOptions = {},
): Promise<FirstStep | null> {
  const { runtime, request, now } = signIn;
  const email = createEmailAddress(credentials.email);
  const account = email ?? credentials.email.slice(0, maxPasswordLength);
  const known = isKnownDevice(device, account, runtime.secrets.session, now) ? device : null;
  const attempt = { account, address: request.address, device: known };
  const typed = { typed: account, email };
  const admitted = await admitSignIn(runtime.database, attempt, now).catch((error: unknown) => {
    if (isLimitError(error)) noteFailure(signIn, "limit", typed);
    throw error;
  });
  // Every attempt on the account waits equally, also with the right password, so the delay reveals nothing.
  if (admitted.delayMs > 0) await wait(admitted.delayMs);
  const user =
    email === null
      ? null
      : await runtime.database.prisma.user.findFirst({
          where: { email: { in: listStoredForms(email) }, status: "active" },
        });
  const mayEnter = user !== null && mayUsePassword(runtime.config, user);
  const isTooLong = credentials.password.length > maxPasswordLength;
  const password = isTooLong ? "" : credentials.password;
  const storedPhc = user?.passwordHash ?? null;
  const isCorrect = await verifyPassword(password, storedPhc, admitted.turn).catch(async (error: unknown) => {
    // The password was not checked, so this is not a failure.
    await admitted.release();
    throw error;
  });
  if (!mayEnter || !isCorrect || isTooLong) {
    noteFailure(signIn, "password", typed);
    runtime.logger.warn(
      { event: "sign_in_failed", userId: user?.id ?? null, address: request.address, requestId: request.id },
      "a sign-in was rejected",
    );
    // From a known device, it is most likely a typing mistake.
    if (user !== null && known === null) collectFailedSignIn(signIn, user.id);
    return null;
  }
  await admitted.release();
  return { userId: user.id, provider: "credentials", passwordHash: storedPhc };
}
