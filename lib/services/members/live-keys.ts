import type { Prisma } from "#lib/db/generated/client.ts";
import type { Transaction } from "#lib/db/transaction.ts";

/** A person's keys in a team that work, or would again: neither revoked nor expired. */
export function whereLive(teamId: string, userId: string, now: Date) {
  return {
    teamId,
    ownerUserId: userId,
    revokedAt: null,
    OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
  } as const satisfies Prisma.ApiKeyWhereInput;
}

export function countLiveKeys(
  tx: Pick<Transaction, "apiKey">,
  teamId: string,
  userId: string,
  now: Date,
): Promise<number> {
  return tx.apiKey.count({ where: whereLive(teamId, userId, now) });
}

/** The same for several people in one query, by user id; who has none is not in it. */
export async function countLiveKeysByPerson(
  tx: Pick<Transaction, "apiKey">,
  teamId: string,
  userIds: readonly string[],
  now: Date,
): Promise<Map<string, number>> {
  const groups = await tx.apiKey.groupBy({
    by: ["ownerUserId"],
    where: {
      teamId,
      ownerUserId: { in: [...userIds] },
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
    _count: { _all: true },
  });
  return new Map(groups.map(({ ownerUserId, _count }) => [ownerUserId ?? "", _count._all]));
}
