import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** The roles that the authors of groups have now, by team and person. Those who are not active members are missing. */
export async function readAuthorRoles(
  tx: Pick<Transaction, "member">,
  groups: readonly { teamId: string; createdById: string }[],
): Promise<Map<string, Role>> {
  if (groups.length === 0) return new Map();
  const authors = await tx.member.findMany({
    where: {
      teamId: { in: [...new Set(groups.map(({ teamId }) => teamId))] },
      userId: { in: [...new Set(groups.map(({ createdById }) => createdById))] },
      status: "active",
      user: { status: "active" },
    },
    select: { teamId: true, userId: true, role: true },
  });
  return new Map(authors.map(({ teamId, userId, role }) => [`${teamId} ${userId}`, role]));
}
