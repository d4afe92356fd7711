import type { GroupDto } from "#lib/contract/people/groups.ts";
import { getLower, type Role } from "#lib/domain/rbac/roles.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { readAuthorRoles } from "./author-roles.ts";

const includeForDto = {
  author: { select: { id: true, name: true } },
  members: { where: { member: { status: { not: "removed" } } }, select: { memberId: true } },
} as const satisfies Prisma.TeamGroupInclude;

function toGroupRole(role: Role): GroupDto["role"] {
  if (role === "owner") throw new Error("a group gives the role owner");
  return role;
}

/** The team's groups by name, or only one of them. Read them with the team's ID. */
export async function readGroupDtos(
  tx: Pick<Transaction, "teamGroup" | "member">,
  where: { teamId: string; id?: string },
): Promise<GroupDto[]> {
  const groups = await tx.teamGroup.findMany({
    where: { ...where, removedAt: null },
    orderBy: { groupName: "asc" },
    include: includeForDto,
  });
  const authorRoles = await readAuthorRoles(tx, groups);
  return groups.map(({ id, teamId, groupName, role, createdById, author, members, createdAt }) => {
    const authorRole = authorRoles.get(`${teamId} ${createdById}`);
    return {
      id,
      teamId,
      groupName,
      role: toGroupRole(role),
      effectiveRole: authorRole === undefined ? null : getLower(role, authorRole),
      createdBy: author,
      members: new Set(members.map(({ memberId }) => memberId)).size,
      createdAt: createdAt.toISOString(),
    };
  });
}

/** The group that was just written. */
export async function readGroupDto(
  tx: Pick<Transaction, "teamGroup" | "member">,
  where: { teamId: string; id: string },
): Promise<GroupDto> {
  const [group] = await readGroupDtos(tx, where);
  if (group === undefined) throw new Error("a group was not described");
  return group;
}
