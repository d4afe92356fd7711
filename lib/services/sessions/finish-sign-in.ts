import { type Reservation, reserveAttempt } from "#lib/auth/limits/throttle.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { acceptCode } from "#lib/services/two-factor/codes/accept-code.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { endPendingSignIn, findPendingSignIn, readPendingProvider } from "./pending-sign-in.ts";
import { createSession, type SignInContext, type StartedSession } from "./start-session.ts";

const windowSeconds = 15 * 60;

/** Wrong codes of a person from all networks. Only someone who knows the password can reach this limit. */
const maxPerPerson = 10;

/** Wrong codes after one right password. Then the password has to be entered again. */
const maxPerSignIn = 5;

/** `expired`: the first step has to be repeated. */
type Finished = StartedSession | { outcome: "wrong_code" } | { outcome: "expired" };

/** Counts the attempt until it succeeds. Null if this sign-in has no attempts left. Throws `rate_limit_exceeded`. */
async function reserveAttempts(
  { runtime: { database }, now }: SignInContext,
  { id, userId }: { id: string; userId: string },
): Promise<Pick<Reservation, "release"> | null> {
  const ofPerson = { subject: `second-factor:user:${userId}`, max: maxPerPerson, windowSeconds };
  const ofSignIn = { subject: `second-factor:sign-in:${id}`, max: maxPerSignIn, windowSeconds };
  const person = await reserveAttempt(database, [ofPerson], now);
  try {
    const one = await reserveAttempt(database, [ofSignIn], now);
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
  const reservation = await reserveAttempts(signIn, pending);
  if (reservation === null) return { outcome: "expired" };
  const finished = await checkCode(signIn, pending, code);
  if (finished.outcome === "started") await reservation.release();
  else logFailure(signIn, pending.userId);
  return finished;
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

function logFailure({ runtime, request }: SignInContext, userId: string): void {
  runtime.logger.warn(
    { event: "second_factor_failed", userId, address: request.address, requestId: request.id },
    "the second step of a sign-in was rejected",
  );
}
