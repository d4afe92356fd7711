import { whereOpen } from "#lib/auth/session/session-life.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/**
 * Ends all sessions of a person who is no longer in any team. A member of another team keeps their sessions: every request
 * checks the membership, so they lose access to this team from the next request on.
 */
export async function endSessionsOfTeamless(tx: Transaction, userId: string, now: Date): Promise<number> {
  const other = await tx.member.findFirst({
    where: { userId, status: "active", team: { deletedAt: null } },
    select: { id: true },
  });
  if (other !== null) return 0;
  const { count } = await tx.session.updateMany({
    where: { userId, ...whereOpen(now) },
    data: { endedAt: now },
  });
  return count;
}
