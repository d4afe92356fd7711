import { findSecondFactors, type SecondFactors } from "#lib/auth/credentials/second-factors.ts";
import type { NoticeData } from "#lib/domain/notices/notice-kinds.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { type NoticeReceiver, notify } from "#lib/services/notices/notify.ts";
import { endAllSessions } from "#lib/services/sessions/end-all.ts";
import { type RenewedSession, renewSession } from "#lib/services/sessions/renew.ts";
import { replaceRecoveryCodes } from "./replace-recovery-codes.ts";

/** A kind of second factor, as the audit log names it. */
type Method = keyof SecondFactors;

/**
 * Records a factor that was just added to the locked caller. The first one of any kind ends all other sessions, replaces
 * the caller's own, so that a copy of its cookie stops working, and returns ten recovery codes. Later ones return none,
 * because the person has codes.
 */
export async function recordAddedFactor(
  tx: Transaction,
  ctx: ServiceContext,
  user: NoticeReceiver,
  { method, isFirst }: { method: Method; isFirst: boolean },
): Promise<{ recoveryCodes: string[]; session: RenewedSession | null }> {
  // Someone who only knew the password may be signed in somewhere else.
  const actor = authorizePerson(ctx);
  const ended = isFirst ? await endAllSessions(tx, user.id, ctx.now, actor.sessionId) : 0;
  const session = isFirst ? await renewSession(tx, actor, ctx.now, actor.authenticatedAt) : null;
  const recoveryCodes = isFirst ? await replaceRecoveryCodes(tx, user.id, ctx.now) : [];
  if (isFirst || method === "totp") {
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "two_factor.enable",
      target: { type: "user", id: user.id },
      changes: { method, ...(ended === 0 ? {} : { endedSessionCount: ended }) },
      personal: { email: user.email },
    });
  }
  // Also about later ones: a passkey is enough to sign in.
  await notifyOfFactor(tx, ctx, user, isFirst ? "turned_on" : "factor_added");
  return { recoveryCodes, session };
}

/** Records that a factor of the locked person was removed. Without another one, the recovery codes stop working. */
export async function recordRemovedFactor(
  tx: Transaction,
  ctx: ServiceContext,
  user: NoticeReceiver,
  method: Method,
): Promise<void> {
  const isLast = (await findSecondFactors(tx, user.id)) === null;
  if (isLast) await tx.recoveryCode.deleteMany({ where: { userId: user.id } });
  if (isLast || method === "totp") {
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "two_factor.disable",
      target: { type: "user", id: user.id },
      changes: { method },
      personal: { email: user.email },
    });
  }
  await notifyOfFactor(tx, ctx, user, isLast ? "turned_off" : "factor_removed");
}

/** Tells a person about a change to their second factors. */
export async function notifyOfFactor(
  tx: Transaction,
  ctx: ServiceContext,
  user: NoticeReceiver,
  change: NoticeData["second_factor_changed"]["change"],
): Promise<void> {
  await notify(tx, ctx, { kind: "second_factor_changed", receivers: [user], data: { change } });
}
