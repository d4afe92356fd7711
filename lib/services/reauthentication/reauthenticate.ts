import { hasSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import { listSessionCodeRules } from "#lib/auth/limits/second-factor-limits.ts";
import { reserveAttempt } from "#lib/auth/limits/throttle.ts";
import type { RelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import type { AssertionInput, AssertionOptionsDto } from "#lib/contract/people/passkeys.ts";
import type { ReauthenticateInput } from "#lib/contract/people/reauthentication.ts";
import { invalidField, notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { createAssertionOptions } from "#lib/services/passkeys/assertions/assertion-options.ts";
import type { ChallengeBinding } from "#lib/services/passkeys/assertions/challenges.ts";
import { recordPasskeyUse } from "#lib/services/passkeys/assertions/record-use.ts";
import { verifyPasskey } from "#lib/services/passkeys/assertions/verify-passkey.ts";
import { assertCurrentPassword } from "#lib/services/passwords/assert-current.ts";
import { lockCheckedPerson } from "#lib/services/passwords/lock-checked-person.ts";
import { lockLivePerson } from "#lib/services/sessions/lock-live-person.ts";
import { assertPasswordsAllowed } from "#lib/services/sign-in-policy/assert-passwords-allowed.ts";
import { acceptCode } from "#lib/services/two-factor/codes/accept-code.ts";
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
  assertPasswordsAllowed(ctx, user);
  await assertCurrentPassword(ctx, user, password, "password");
  return withTransaction(database, async (tx) => {
    await lockCheckedPerson(tx, ctx, user);
    if (await hasSecondFactor(tx, user.id)) {
      throw invalidField("password", "Your account uses two-factor authentication. Use a passkey or a code");
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

function bindToSession(ctx: ServiceContext): ChallengeBinding {
  return `reauthentication:${authorizePerson(ctx).sessionId}`;
}

/** POST /me/reauthenticate/options: a challenge that only the caller's session can answer, once. Throws `forbidden` for a key. */
export function startReauthentication(
  ctx: ServiceContext,
  relyingParty: RelyingParty,
): Promise<AssertionOptionsDto> {
  return createAssertionOptions(ctx.runtime.database.prisma, ctx.now, relyingParty, bindToSession(ctx));
}

/** Proves with a passkey of this person, which answers the session's own challenge. */
async function proveWithPasskey(
  ctx: ServiceContext,
  relyingParty: RelyingParty,
  assertion: AssertionInput,
): Promise<ProvenSession> {
  const actor = authorizePerson(ctx);
  const { database } = ctx.runtime;
  const attempt = await reserveAttempt(database, listSessionCodeRules(actor.sessionId), ctx.now);
  const verified = await verifyPasskey(ctx, { assertion, boundTo: bindToSession(ctx), relyingParty });
  const session =
    verified.outcome !== "verified" || verified.userId !== actor.userId
      ? null
      : await withTransaction(database, async (tx) => {
          const user = await lockLivePerson(tx, actor, ctx.now);
          const isRecorded = await recordPasskeyUse(tx, ctx, user, verified);
          return isRecorded ? renewProvenSession(tx, ctx, actor, "passkey") : null;
        });
  if (session === null) throw invalidField("passkey", "This passkey was not accepted. Try again");
  await attempt.release();
  return session;
}

/**
 * POST /me/reauthenticate: confirms that it is the person and not someone with their session, which gets a new cookie.
 * Throws `invalid_request` with the wrong field, `rate_limit_exceeded` after ten wrong ones in this session, and `forbidden`
 * for a key.
 */
export function reauthenticate(
  ctx: ServiceContext,
  input: ReauthenticateInput,
  requireRelyingParty: () => RelyingParty,
): Promise<ProvenSession> {
  if (input.passkey !== undefined) return proveWithPasskey(ctx, requireRelyingParty(), input.passkey);
  if (input.code !== undefined) return proveWithCode(ctx, input.code);
  return proveWithPassword(ctx, input.password ?? "");
}
