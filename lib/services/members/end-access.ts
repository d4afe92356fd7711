import { whereLive } from "#lib/auth/session-life.ts";
import type { Transaction } from "#lib/db/transaction.ts";

/**
 * The sessions of somebody who is in no team any more end at once. Who is in another keeps theirs: every request looks
 * the membership up, so this team is closed to them from the next one on.
 */
export async function endSessionsOfTeamless(tx: Transaction, userId: string, now: Date): Promise<number> {
  const other = await tx.member.findFirst({
    where: { userId, status: "active", team: { deletedAt: null } },
    select: { id: true },
  });
  if (other !== null) return 0;
  const { count } = await tx.session.updateMany({
    where: { userId, ...whereLive(now) },
    data: { endedAt: now },
  });
  return count;
}
