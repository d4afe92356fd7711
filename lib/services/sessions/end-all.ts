import { whereOpen } from "#lib/auth/session/session-life.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** Ends a person's sessions, all or all but one, and returns how many. */
export async function endAllSessions(
  tx: Transaction,
  userId: string,
  now: Date,
  exceptId?: string,
): Promise<number> {
  const { count } = await tx.session.updateMany({
    where: { userId, ...whereOpen(now), ...(exceptId === undefined ? {} : { id: { not: exceptId } }) },
    data: { endedAt: now },
  });
  return count;
}
