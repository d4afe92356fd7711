import { forgetWrongCodes } from "#lib/auth/limits/second-factor-limits.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endPendingChanges } from "#lib/services/email-change/pending-change.ts";
import { dropMails } from "#lib/services/mails/drop-mails.ts";
import { type NoticeReceiver, notify } from "#lib/services/notices/notify.ts";
import { passwordResetPurpose } from "./find-reset.ts";

interface NewPassword {
  passwordHash: string;
  /** How it was set: with the current password, or with a link. */
  method: "password" | "mail" | "command";
  endedSessions: number;
}

/** A change of the address, which someone else may have requested, must not outlive the password that they knew. */
async function cancelEmailChange(tx: Transaction, ctx: ServiceContext, userId: string): Promise<void> {
  if (!(await endPendingChanges(tx, userId, ctx.now))) return;
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "user.cancel_email_change",
    target: { type: "user", id: userId },
    changes: {},
  });
}

/**
 * Stores a new password, makes every unused reset link of the person invalid, and cancels a change of their email address.
 * Their row must be locked.
 */
export async function writePassword(
  tx: Transaction,
  ctx: ServiceContext,
  user: NoticeReceiver,
  { passwordHash, method, endedSessions }: NewPassword,
): Promise<void> {
  await tx.user.update({ where: { id: user.id }, data: { passwordHash, passwordChangedAt: ctx.now } });
  await tx.oneTimeToken.updateMany({
    where: { userId: user.id, purpose: passwordResetPurpose, usedAt: null },
    data: { usedAt: ctx.now },
  });
  await dropMails(tx, { subjectId: user.id, kinds: ["password_reset"], now: ctx.now });
  await cancelEmailChange(tx, ctx, user.id);
  await forgetWrongCodes(tx, user.id);
  await emitAudit(tx, ctx, {
    teamId: null,
    action: method === "password" ? "user.change_password" : "user.reset_password",
    target: { type: "user", id: user.id },
    changes: { method, ...(endedSessions === 0 ? {} : { endedSessionCount: endedSessions }) },
    personal: { email: user.email },
  });
  await notify(tx, ctx, { kind: "password_changed", receivers: [user], data: { method } });
}
