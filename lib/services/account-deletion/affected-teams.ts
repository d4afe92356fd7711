import { decideTeamOutcome, type TeamOutcome } from "#lib/domain/people/leave-team.ts";
import { isAtLeast, type Role } from "#lib/domain/rbac/roles.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** A team of a person who deletes their account. */
export interface AffectedTeam {
  team: { id: string; slug: string; name: string };
  member: { id: string; teamId: string; userId: string; role: Role };
  outcome: TeamOutcome;
  /** As anywhere else, only admins and owners decide who gets a key that someone else knows. */
  canHandOver: boolean;
}

type Reader = Pick<Transaction, "member">;

async function countByTeam(
  prisma: Reader,
  { userId, teamIds }: { userId: string; teamIds: string[] },
  onlyActiveOwners: boolean,
): Promise<Map<string, number>> {
  const groups = await prisma.member.groupBy({
    by: ["teamId"],
    where: {
      teamId: { in: teamIds },
      userId: { not: userId },
      ...(onlyActiveOwners
        ? { role: "owner", status: "active", user: { status: "active" } }
        : { status: { not: "removed" } }),
    },
    _count: { _all: true },
  });
  return new Map(groups.map(({ teamId, _count }) => [teamId, _count._all]));
}

/** What deleting the account does to each of the person's teams, by name. */
export async function listAffectedTeams(prisma: Reader, userId: string): Promise<AffectedTeam[]> {
  const memberships = await prisma.member.findMany({
    where: { userId, status: { not: "removed" }, team: { deletedAt: null } },
    orderBy: [{ team: { name: "asc" } }, { id: "asc" }],
    select: {
      id: true,
      role: true,
      status: true,
      team: { select: { id: true, slug: true, name: true } },
    },
  });
  const of = { userId, teamIds: memberships.map(({ team }) => team.id) };
  const members = await countByTeam(prisma, of, false);
  const owners = await countByTeam(prisma, of, true);
  return memberships.map(({ id, role, status, team }) => ({
    team,
    member: { id, teamId: team.id, userId, role },
    outcome: decideTeamOutcome({
      isActiveOwner: role === "owner" && status === "active",
      otherActiveOwners: owners.get(team.id) ?? 0,
      otherMembers: members.get(team.id) ?? 0,
    }),
    canHandOver: status === "active" && isAtLeast(role, "admin"),
  }));
}
