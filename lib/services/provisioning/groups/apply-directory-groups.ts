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

/**
 * Locks what the groups of these people can change, before they are applied one by one: first the teams that map the groups
 * or any of theirs, or that have a membership from groups, then the people, each in the same order for everyone. Nobody can
 * be deleted, deactivated or sign in until the transaction ends. The instance's audit log comes after these locks.
 */
export async function lockForGroups(
  tx: Transaction,
  names: readonly string[],
  userIds: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    SELECT 1 FROM teams WHERE deleted_at IS NULL AND id IN (
      SELECT team_id FROM team_groups WHERE group_name = ANY(${[...names]}::text[]) OR group_name IN (
        SELECT directory_groups.display_name FROM directory_group_members
        JOIN directory_groups ON directory_groups.id = directory_group_members.group_id
        WHERE directory_group_members.user_id = ANY(${[...userIds]}::text[]))
      UNION SELECT team_id FROM members
      WHERE user_id = ANY(${[...userIds]}::text[]) AND is_from_groups AND status <> 'removed')
    ORDER BY id FOR UPDATE`;
  await tx.$executeRaw`
    SELECT 1 FROM users WHERE id = ANY(${[...userIds]}::text[]) ORDER BY id FOR KEY SHARE`;
}
