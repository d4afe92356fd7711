import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endAllAccess } from "#lib/services/instance/people/end-access.ts";
import { removeAllFactors } from "#lib/services/two-factor/remove-all-factors.ts";

/**
 * Removes every way to sign in to a locked account, and ends its sessions and the links that were sent for it. Returns the
 * number of sessions. Someone who had the account before must not share it with the person whom the directory means.
 */
export async function removeSignInMethods(tx: Transaction, ctx: ServiceContext, user: User): Promise<number> {
  const endedSessions = await endAllAccess(tx, user.id, ctx.now);
  await removeAllFactors(tx, ctx, user);
  await tx.user.update({ where: { id: user.id }, data: { passwordHash: null, emailVerifiedAt: null } });
  const accounts = await tx.account.findMany({ where: { userId: user.id } });
  await tx.account.deleteMany({ where: { userId: user.id } });
  for (const { id, provider, issuer, subject } of accounts) {
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "account.unlink",
      target: { type: "user", id: user.id },
      changes: { accountId: id, provider, issuer },
      personal: { subject },
    });
  }
  return endedSessions;
}
