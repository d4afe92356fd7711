import { listSessionCodeRules } from "#lib/auth/limits/second-factor-limits.ts";
import { reserveAttempt } from "#lib/auth/limits/throttle.ts";
import type { ReauthenticateInput } from "#lib/contract/people/reauthentication.ts";
import { invalidField, notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertCurrentPassword } from "#lib/services/passwords/assert-current.ts";
import { lockCheckedPerson } from "#lib/services/passwords/lock-checked-person.ts";
import { lockLivePerson } from "#lib/services/sessions/lock-live-person.ts";
import { acceptCode } from "#lib/services/two-factor/codes/accept-code.ts";
import { whereOn } from "#lib/services/two-factor/codes/totp-factor.ts";
import { type ProvenSession, renewProvenSession } from "./renew-proven.ts";

/**
 * Proves with the password, and only if there is no second factor: someone who has both a copied session and the password
 * must not be able to turn the second factor off (OWASP ASVS 5.0, 7.5.1).
 */
async function proveWithPassword(ctx: ServiceContext, password: string): Promise<ProvenSession> {
  const actor = authorizePerson(ctx);
  const { database } = ctx.runtime;
  const user = await database.prisma.user.findUnique({ where: { id: actor.userId } });
  if (user === null) throw notFound();
  await assertCurrentPassword(ctx, user, password, "password");
  return withTransaction(database, async (tx) => {
    await lockCheckedPerson(tx, ctx, user);
    if ((await tx.totpFactor.count({ where: { userId: user.id, ...whereOn } })) > 0) {
      throw invalidField("password", "Your account uses two-factor authentication. Enter a code");
    }
    return renewProvenSession(tx, ctx, actor, "password");
  });
}

/** Proves with a code of the authenticator app or a recovery code. Each counts once. */
async function proveWithCode(ctx: ServiceContext, code: string): Promise<ProvenSession> {
  const actor = authorizePerson(ctx);
  const { database } = ctx.runtime;
  const attempt = await reserveAttempt(database, listSessionCodeRules(actor.sessionId), ctx.now);
  const session = await withTransaction(database, async (tx) => {
    const user = await lockLivePerson(tx, actor, ctx.now);
    const method = await acceptCode(tx, ctx, user, code);
    return method === null ? null : renewProvenSession(tx, ctx, actor, method);
  });
  if (session === null) throw invalidField("code", "Wrong code. Enter the code that your app shows now");
  await attempt.release();
  return session;
}

/**
 * POST /me/reauthenticate: confirms that it is the person and not someone with their session, which gets a new cookie.
 * Throws `invalid_request` with the wrong field, `rate_limit_exceeded` after ten wrong ones in this session, and `forbidden`
 * for a key.
 */
export function reauthenticate(ctx: ServiceContext, input: ReauthenticateInput): Promise<ProvenSession> {
  // Another kind of proof gets its own branch here.
  if (input.code !== undefined) return proveWithCode(ctx, input.code);
  return proveWithPassword(ctx, input.password ?? "");
}
