import { whereOpen } from "#lib/auth/session/session-life.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/**
 * Makes every session of a person ask again, for example after a new password: a proof with the old one no longer counts.
 * Their row must be locked.
 */
export async function forgetProofs(tx: Transaction, userId: string, now: Date): Promise<void> {
  const data = { authenticatedAt: new Date(0) };
  await tx.session.updateMany({ where: { userId, ...whereOpen(now) }, data });
}
