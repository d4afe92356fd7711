import { forgetWrongCodes } from "#lib/auth/limits/second-factor-limits.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { passwordResetPurpose } from "./find-reset.ts";

interface NewPassword {
  passwordHash: string;
  /** How it was set: with the current password, or with a link. */
  method: "password" | "mail" | "command";
  endedSessions: number;
}

/** Stores a new password and makes every unused reset link of the person invalid. Their row must be locked. */
export async function writePassword(
  tx: Transaction,
  ctx: ServiceContext,
  user: Pick<User, "id" | "email">,
  { passwordHash, method, endedSessions }: NewPassword,
): Promise<void> {
  await tx.user.update({ where: { id: user.id }, data: { passwordHash, passwordChangedAt: ctx.now } });
  await tx.oneTimeToken.updateMany({
    where: { userId: user.id, purpose: passwordResetPurpose, usedAt: null },
    data: { usedAt: ctx.now },
  });
  await forgetWrongCodes(tx, user.id);
  await emitAudit(tx, ctx, {
    teamId: null,
    action: method === "password" ? "user.change_password" : "user.reset_password",
    target: { type: "user", id: user.id },
    changes: { method, ...(endedSessions === 0 ? {} : { endedSessionCount: endedSessions }) },
    personal: { email: user.email },
  });
}
