import { ServiceError } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { isUniqueViolation } from "#lib/platform/db/server/database-errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { dropMails } from "#lib/services/mails/drop-mails.ts";
import { accountLinkKinds } from "#lib/services/mails/mail-content.ts";
import { notify } from "#lib/services/notices/notify.ts";
import { reconcileInstanceOwnership } from "#lib/services/users/ownership/instance-ownership.ts";

/**
 * Gives the account another email address, and makes links invalid that were sent to the old one. The person's row must
 * be locked. Throws `conflict` if another account has the address.
 */
export async function writeEmail(
  tx: Transaction,
  ctx: ServiceContext,
  user: User,
  email: string,
  emailVerifiedAt: Date | null,
): Promise<void> {
  try {
    await tx.user.update({ where: { id: user.id }, data: { email, emailVerifiedAt } });
  } catch (error) {
    if (!isUniqueViolation(error, "email")) throw error;
    throw new ServiceError("conflict", { message: "Another account has this email address" });
  }
  await tx.oneTimeToken.updateMany({
    where: { userId: user.id, usedAt: null, email: user.email },
    data: { usedAt: ctx.now },
  });
  await dropMails(tx, { subjectId: user.id, kinds: accountLinkKinds, now: ctx.now });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "user.change_email",
    target: { type: "user", id: user.id },
    changes: { emailVerified: emailVerifiedAt !== null },
    personal: { email, emailBefore: user.email },
  });
  // The old address, if it was verified: someone else who changed the address has only the new one.
  await notify(tx, ctx, { kind: "email_changed", receivers: [user], data: { email } });
  await reconcileInstanceOwnership(tx, ctx, { ...user, email, emailVerifiedAt });
}
