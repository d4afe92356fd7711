import { listSignUpRules, reserveAttempt } from "#lib/auth/limits/throttle.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** A response that reveals that an email address is taken counts against `SIGN_UPS_PER_HOUR`. Other errors do not. */
function isCounted(error: unknown): boolean {
  return error instanceof ServiceError && error.code === "conflict";
}

/** Runs a sign-up within the hourly limit of the client's IP address. Throws `rate_limit_exceeded`. */
export async function countSignUp<T>(ctx: ServiceContext, signUp: () => Promise<T>): Promise<T> {
  const { config, database } = ctx.runtime;
  const rules = listSignUpRules(config.signUpsPerHour, ctx.request.address);
  const reservation = await reserveAttempt(database, rules, ctx.now);
  try {
    return await signUp();
  } catch (error) {
    if (!isCounted(error)) await reservation.release();
    throw error;
  }
}
