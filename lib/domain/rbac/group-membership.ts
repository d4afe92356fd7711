import { getLower, isAtLeast, type Role } from "./roles.ts";

/** A group of the team that the person is in. */
export interface MatchedGroup {
  id: string;
  role: Role;
  /** The role that the group's author has in the team now. Null: they left the team or were suspended. */
  authorRole: Role | null;
}

/** The person's membership before. `groupIds` are the groups that gave it. */
export interface GroupedMembership {
  role: Role;
  status: "active" | "suspended" | "removed";
  isFromGroups: boolean;
  groupIds: readonly string[];
}

export type GroupDecision =
  | { kind: "none" }
  | { kind: "add"; role: Role; groupIds: string[] }
  | { kind: "change"; role: Role; groupIds: string[] }
  | { kind: "remove" };

function getHighest(roles: readonly Role[]): Role | null {
  return roles.reduce<Role | null>(
    (highest, role) => (highest !== null && isAtLeast(highest, role) ? highest : role),
    null,
  );
}

/**
 * The role that a group gives. Never above what its author has now. A group whose author is no longer an active member gives
 * nothing new: those it already added keep their role, so that one departure doesn't remove a whole team.
 */
function getGroupRole(group: MatchedGroup, before: GroupedMembership | null): Role | null {
  if (group.authorRole !== null) return getLower(group.role, group.authorRole);
  const gaveIt = before?.isFromGroups === true && before.groupIds.includes(group.id);
  return gaveIt ? getLower(group.role, before.role) : null;
}

function haveSameItems(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item) => other.includes(item));
}

/**
 * What a person's groups change about their membership of one team. The highest role wins. A membership from an invitation
 * or from a member, and every owner, stays as it is. A suspended membership stays suspended.
 */
export function decideGroupMembership(
  before: GroupedMembership | null,
  groups: readonly MatchedGroup[],
): GroupDecision {
  const isMember = before !== null && before.status !== "removed";
  if (isMember && (!before.isFromGroups || before.role === "owner")) return { kind: "none" };
  const current = isMember ? before : null;
  const giving = groups.flatMap((group) => {
    const role = getGroupRole(group, current);
    return role === null ? [] : [{ id: group.id, role }];
  });
  const groupIds = giving.map(({ id }) => id).sort();
  const role = getHighest(giving.map((group) => group.role));
  if (current === null) return role === null ? { kind: "none" } : { kind: "add", role, groupIds };
  if (role === null && current.status === "active") return { kind: "remove" };
  // Without groups, a suspended membership remains, so that a group they join later can't end the suspension.
  const next = { role: role ?? current.role, groupIds };
  const isSame = next.role === current.role && haveSameItems(groupIds, current.groupIds);
  return isSame ? { kind: "none" } : { kind: "change", ...next };
}
