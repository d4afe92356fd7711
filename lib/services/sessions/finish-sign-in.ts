import { listAppCodeRules, listSignInRules } from "#lib/auth/limits/second-factor-limits.ts";
import { type Reservation, reserveAttempt } from "#lib/auth/limits/throttle.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { readTypedCode } from "#lib/domain/two-factor/typed-code.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { collectFailedSignIn } from "#lib/services/notices/collect-failed-sign-ins.ts";
import { noteFailure } from "#lib/services/sign-in-failures/note-failure.ts";
import { acceptCode } from "#lib/services/two-factor/codes/accept-code.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { endPendingSignIn, findPendingSignIn, readPendingProvider } from "./pending-sign-in.ts";
import { createSession, type SignInContext, type StartedSession } from "./start-session.ts";

/** `expired`: the first step has to be repeated. */
type Finished = StartedSession | { outcome: "wrong_code" } | { outcome: "expired" };

/** Counts the attempt until it is released. Null if this sign-in has no attempts left. Throws `rate_limit_exceeded`. */
async function reserveAttempts(
  { runtime: { database }, now }: SignInContext,
  { id, userId }: { id: string; userId: string },
  code: string,
): Promise<Pick<Reservation, "release"> | null> {
  const ofPerson = readTypedCode(code)?.kind === "recovery_code" ? [] : listAppCodeRules(userId);
  const person = await reserveAttempt(database, ofPerson, now);
  try {
    const one = await reserveAttempt(database, listSignInRules(id), now);
    return { release: async () => void (await Promise.all([person.release(), one.release()])) };
  } catch (error) {
    await person.release();
    if (error instanceof ServiceError && error.code === "rate_limit_exceeded") return null;
    throw error;
  }
}

/** The second step of a sign-in: checks the code and starts the session. All or nothing. */
export async function finishSignIn(
  signIn: SignInContext,
  { token, code }: { token: string | undefined; code: string },
): Promise<Finished> {
  const { runtime, now } = signIn;
  if (token === undefined) return { outcome: "expired" };
  const pending = await findPendingSignIn(runtime.database.prisma, token, now);
  if (pending === null) return { outcome: "expired" };
  let isWrong = true;
  const reservation = await reserveAttempts(signIn, pending, code).catch((error: unknown) => {
    reportFailure(signIn, pending.userId, "limit");
    throw error;
  });
  if (reservation === null) {
    reportFailure(signIn, pending.userId, "limit");
    return { outcome: "expired" };
  }
  try {
    const finished = await checkCode(signIn, pending, code);
    isWrong = finished.outcome === "wrong_code";
    return finished;
  } catch (error) {
    // The code was not checked.
    isWrong = false;
    throw error;
  } finally {
    if (isWrong) reportFailure(signIn, pending.userId, "code");
    else await reservation.release();
  }
}

async function checkCode(
  signIn: SignInContext,
  pending: { id: string; userId: string },
  code: string,
): Promise<Finished> {
  const ctx: ServiceContext = { ...signIn, actor: { type: "system", name: "sign-in" } };
  return withTransaction(signIn.runtime.database, async (tx) => {
    const user = await lockUser(tx, pending.userId);
    if (user?.status !== "active") return { outcome: "expired" };
    // First, so that a code isn't used up by a sign-in that has ended.
    const provider = await readPendingProvider(tx, user, pending.id);
    if (provider === null) return { outcome: "expired" };
    const secondFactor = await acceptCode(tx, ctx, user, code);
    if (secondFactor === null) return { outcome: "wrong_code" };
    await endPendingSignIn(tx, signIn.now, pending.id);
    return createSession(tx, signIn, user, { provider, secondFactor });
  });
}

function reportFailure(signIn: SignInContext, userId: string, kind: "code" | "limit"): void {
  noteFailure(signIn, kind, { userId });
  collectFailedSignIn(signIn, userId);
  const { runtime, request } = signIn;
  runtime.logger.warn(
    { event: "second_factor_failed", userId, address: request.address, requestId: request.id },
    "the second step of a sign-in was rejected: someone knows the password but not the code",
  );
}
