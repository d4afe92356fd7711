import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { createUnknownTurn } from "#lib/auth/limits/sign-in-limits.ts";
import type { ResetPasswordDto, ResetPasswordInput } from "#lib/contract/people/passwords.ts";
import { mayUsePassword } from "#lib/domain/sign-in/sign-in-policy.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endAllSessions } from "#lib/services/sessions/end-all.ts";
import { recordRemovedFactor } from "#lib/services/two-factor/record-factor.ts";
import { markEmailVerified } from "#lib/services/users/email/mark-email-verified.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { assertAcceptable } from "./assert-acceptable.ts";
import { createInvalidLinkError, findReset, whereReset } from "./find-reset.ts";
import { passwordResetActor } from "./request-reset.ts";
import { writePassword } from "./write-password.ts";

/**
 * A first password, by the operator's link, hands the account to the person who got the link. Others, who may have signed
 * up with their address at a provider, must not keep a way in. An authenticator app stays, because it is not one.
 */
async function removeOtherWaysIn(tx: Transaction, ctx: ServiceContext, user: User): Promise<void> {
  const { id: userId } = user;
  const accounts = await tx.account.findMany({ where: { userId } });
  await tx.account.deleteMany({ where: { userId } });
  for (const { id, provider, issuer } of accounts) {
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "account.unlink",
      target: { type: "user", id: userId },
      changes: { accountId: id, provider, issuer },
    });
  }
  await removePasskeys(tx, ctx, user);
}

/** A passkey signs in without the password. */
async function removePasskeys(tx: Transaction, ctx: ServiceContext, user: User): Promise<void> {
  const passkeys = await tx.passkey.findMany({ where: { userId: user.id } });
  if (passkeys.length === 0) return;
  await tx.passkey.deleteMany({ where: { userId: user.id } });
  for (const { id, name } of passkeys) {
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "passkey.delete",
      target: { type: "user", id: user.id },
      changes: { id },
      personal: { email: user.email, name },
    });
  }
  await recordRemovedFactor(tx, ctx, user, "passkey");
}

/**
 * POST /password-resets/{token}: sets a new password with the token of a link, which works once, and ends all sessions of
 * the account. Throws `not_found` for a link that is no longer valid, and `invalid_request` for the password.
 */
export async function resetPassword(
  caller: ServiceContext,
  { token, password }: ResetPasswordInput & { token: string },
): Promise<ResetPasswordDto> {
  const ctx: ServiceContext = { ...caller, actor: passwordResetActor };
  const { database } = ctx.runtime;
  const found = await findReset(database, token, ctx.now);
  if (found === null) throw createInvalidLinkError();
  assertAcceptable("password", password, found);
  const passwordHash = await hashPassword(password, createUnknownTurn(ctx.request.address));
  return withTransaction(database, async (tx) => {
    const user = await lockUser(tx, found.userId);
    const isSame =
      user?.status === "active" && user.email === found.email && mayUsePassword(ctx.runtime.config, user);
    const { count } = await tx.oneTimeToken.updateMany({
      where: { ...whereReset(token, ctx.now), userId: found.userId },
      data: { usedAt: ctx.now },
    });
    if (!isSame || count === 0) throw createInvalidLinkError();
    const endedSessions = await endAllSessions(tx, user.id, ctx.now);
    if (user.passwordHash === null) await removeOtherWaysIn(tx, ctx, user);
    await writePassword(tx, ctx, user, { passwordHash, method: found.method, endedSessions });
    if (found.method === "mail") await markEmailVerified(tx, ctx, user, "mail");
    return { email: user.email, endedSessions };
  });
}
