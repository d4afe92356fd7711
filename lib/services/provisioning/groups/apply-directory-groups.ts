import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { applyGroups } from "#lib/services/groups/apply-groups.ts";

/** Whether the directory manages the person and sends groups. Their groups at the sign-in provider then don't count. */
export async function isDirectoryDeciding(
  tx: Pick<Transaction, "provisionedPerson" | "directoryGroup">,
  userId: string,
): Promise<boolean> {
  const person = await tx.provisionedPerson.findFirst({
    where: { userId, endedAt: null },
    select: { userId: true },
  });
  if (person === null) return false;
  return (await tx.directoryGroup.findFirst({ select: { id: true } })) !== null;
}

/**
 * Gives a person the memberships of teams that their groups in the directory mean, and ends what their groups at the
 * sign-in provider meant before.
 */
export async function applyDirectoryGroups(
  tx: Transaction,
  ctx: Omit<ServiceContext, "actor">,
  userId: string,
): Promise<void> {
  const rows = await tx.directoryGroupMember.findMany({
    where: { userId },
    orderBy: { groupId: "asc" },
    select: { group: { select: { displayName: true } } },
  });
  const groups = rows.map(({ group }) => group.displayName);
  await applyGroups(tx, ctx, { userId, groups, source: "directory" });
  // Last, so that a membership which both gave stays.
  await applyGroups(tx, ctx, { userId, groups: [], source: "provider" });
}

/** Whether a team maps a group of this name to a role. All other groups change nothing. */
export async function isMapped(
  tx: Pick<Transaction, "teamGroup">,
  names: readonly string[],
): Promise<boolean> {
  const where = { groupName: { in: [...names] }, team: { deletedAt: null } };
  return (await tx.teamGroup.findFirst({ where, select: { id: true } })) !== null;
}

/** Locks the teams that map the groups, in the same order for everyone, before people are added to them one by one. */
export async function lockMappedTeams(tx: Transaction, names: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    SELECT 1 FROM teams WHERE deleted_at IS NULL AND id IN (
      SELECT team_id FROM team_groups WHERE group_name = ANY(${[...names]}::text[]))
    ORDER BY id FOR UPDATE`;
}
