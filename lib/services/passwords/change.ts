import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { hasSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import type { ChangedPasswordDto, ChangePasswordInput } from "#lib/contract/people/passwords.ts";
import { invalidField, notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endAllSessions } from "#lib/services/sessions/end-all.ts";
import { forgetProofs } from "#lib/services/sessions/forget-proofs.ts";
import { assertRecentProof } from "#lib/services/sessions/recent-proof.ts";
import { renewSession } from "#lib/services/sessions/renew.ts";
import { assertPasswordsAllowed } from "#lib/services/sign-in-policy/assert-passwords-allowed.ts";
import { assertAcceptable } from "./assert-acceptable.ts";
import { assertCurrentPassword } from "./assert-current.ts";
import { lockCheckedPerson } from "./lock-checked-person.ts";
import { writePassword } from "./write-password.ts";

/**
 * POST /me/password: changes the caller's password, and replaces their session, whose cookie the response sets. Throws
 * `invalid_request` with the invalid field, `conflict` if the password changed in the meantime, and `rate_limit_exceeded`
 * after ten wrong current passwords in 15 minutes. With two-factor authentication on, the password is not enough: throws
 * `reauthentication_required` without a recent code or passkey.
 */
export async function changePassword(
  ctx: ServiceContext,
  input: ChangePasswordInput,
): Promise<{ changed: ChangedPasswordDto; session: { id: string; secret: string; expiresAt: Date } }> {
  const actor = authorizePerson(ctx);
  const { database } = ctx.runtime;
  const user = await database.prisma.user.findUnique({ where: { id: actor.userId } });
  if (user === null) throw notFound();
  assertPasswordsAllowed(ctx, user);
  assertAcceptable("newPassword", input.newPassword, user);
  if (await hasSecondFactor(database.prisma, user.id)) {
    assertRecentProof(ctx.runtime.config, "account", actor.authenticatedAt, ctx.now);
  }
  await assertCurrentPassword(ctx, user, input.currentPassword);
  if (input.newPassword.normalize("NFKC") === input.currentPassword.normalize("NFKC")) {
    throw invalidField("newPassword", "This is your current password. Choose another.");
  }
  const passwordHash = await hashPassword(input.newPassword, { lane: "known", key: user.id });
  return withTransaction(database, async (tx) => {
    await lockCheckedPerson(tx, ctx, user);
    const endedSessions = input.endOtherSessions
      ? await endAllSessions(tx, user.id, ctx.now, actor.sessionId)
      : 0;
    await forgetProofs(tx, user.id, ctx.now);
    // The password is a proof only if there is no second factor, like for reauthenticate.
    const provenAt = (await hasSecondFactor(tx, user.id)) ? actor.authenticatedAt : ctx.now;
    const session = await renewSession(tx, actor, ctx.now, provenAt);
    await writePassword(tx, ctx, user, { passwordHash, method: "password", endedSessions });
    return { changed: { endedSessions }, session };
  });
}
