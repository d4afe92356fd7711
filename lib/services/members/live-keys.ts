import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { whereKeyVisible } from "#lib/services/bounds.ts";

/** A person's live keys in a team: those that are not revoked or expired. Disabled keys count. */
function whereLive(teamId: string, userId: string, now: Date) {
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

/** The number of live keys per user id, of the keys the caller can see. People without keys are omitted. */
export async function countLiveKeysByPerson(
  tx: Pick<Transaction, "apiKey">,
  scope: Scope,
  userIds: readonly string[],
  now: Date,
): Promise<Map<string, number>> {
  const groups = await tx.apiKey.groupBy({
    by: ["ownerUserId"],
    where: {
      teamId: scope.teamId,
      ownerUserId: { in: [...userIds] },
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
      AND: [whereKeyVisible(scope)],
    },
    _count: { _all: true },
  });
  return new Map(groups.map(({ ownerUserId, _count }) => [ownerUserId ?? "", _count._all]));
}

const maxNames = 5;

/** A person's live keys by team id: how many, and the names of the first. Teams without keys are omitted. */
export async function listLiveKeyNames(
  prisma: Pick<Transaction, "apiKey">,
  userId: string,
  now: Date,
): Promise<Map<string, { count: number; names: string[] }>> {
  const groups = await prisma.apiKey.groupBy({
    by: ["teamId"],
    where: {
      ownerUserId: userId,
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
    _count: { _all: true },
  });
  const keys = new Map<string, { count: number; names: string[] }>();
  for (const { teamId, _count } of groups) {
    const rows = await prisma.apiKey.findMany({
      where: whereLive(teamId, userId, now),
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: maxNames,
      select: { name: true },
    });
    keys.set(teamId, { count: _count._all, names: rows.map(({ name }) => name) });
  }
  return keys;
}
