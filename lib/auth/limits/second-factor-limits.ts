import { daySeconds } from "#lib/domain/common/durations.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ThrottleRule } from "./throttle.ts";

const windowSeconds = 15 * 60;

function listSubjects(userId: string) {
  return { soon: `second-factor:user:${userId}`, long: `second-factor:user-month:${userId}` };
}

/**
 * The limits on wrong codes of an app, from all networks together: 10 in 15 minutes, and 100 in 30 days, so that guessing
 * for months is pointless. Only someone who knows the password can reach them. Recovery codes, which nobody can guess, are
 * not counted, and a new password starts from zero: both let the owner in.
 */
export function listAppCodeRules(userId: string): ThrottleRule[] {
  const { soon, long } = listSubjects(userId);
  return [
    { subject: soon, max: 10, windowSeconds },
    { subject: long, max: 100, windowSeconds: 30 * daySeconds },
  ];
}

/**
 * The limits on wrong codes in one session: 10 in 15 minutes, and 100 in 30 days, its longest life. They are the session's
 * own, because a stolen session must not keep its owner, in another one, from entering a code.
 */
export function listSessionCodeRules(sessionId: string): ThrottleRule[] {
  return [
    { subject: `second-factor:session:${sessionId}`, max: 10, windowSeconds },
    { subject: `second-factor:session-month:${sessionId}`, max: 100, windowSeconds: 30 * daySeconds },
  ];
}

/** The limit on wrong codes of any kind after one right password. Then the password has to be entered again. */
export function listSignInRules(signInId: string): ThrottleRule[] {
  return [{ subject: `second-factor:sign-in:${signInId}`, max: 5, windowSeconds }];
}

/** Forgets a person's wrong codes: who guessed them no longer knows the password. */
export async function forgetWrongCodes(tx: Transaction, userId: string): Promise<void> {
  await tx.throttleWindow.deleteMany({ where: { subject: { in: Object.values(listSubjects(userId)) } } });
}
