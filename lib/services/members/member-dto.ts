import { isSecondFactorOn, selectSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import type { MemberDto } from "#lib/contract/people/members.ts";
import { showEmail } from "#lib/domain/people/deleted-person.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

/** The kind of members in a key's resources: `members:mem_...`. */
export const memberKind = "members";

export const includeForDto = {
  user: { select: { name: true, email: true, ...selectSecondFactor } },
  groups: { select: { group: { select: { groupName: true } } } },
} as const satisfies Prisma.MemberInclude;

export type MemberRow = Prisma.MemberGetPayload<{ include: typeof includeForDto }>;

function listGroupsOf({ isFromGroups, status, groups }: MemberRow): string[] | null {
  if (!isFromGroups || status === "removed") return null;
  return [...new Set(groups.map(({ group }) => group.groupName))].sort();
}

/** Only those who can manage members see who has no second factor: it says whose account is easier to steal. */
export function toMemberDto(
  member: MemberRow,
  { liveKeys, isManager }: { liveKeys: number; isManager: boolean },
): MemberDto {
  return {
    id: member.id,
    userId: member.userId,
    name: member.user.name,
    email: showEmail(member.user.email),
    role: member.role,
    status: member.status,
    joinedAt: member.joinedAt.toISOString(),
    lastActiveAt: member.lastActiveAt?.toISOString() ?? null,
    hasTwoFactor: isManager ? isSecondFactorOn(member.user) : null,
    groups: listGroupsOf(member),
    liveKeys,
  };
}
