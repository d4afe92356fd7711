import type { Runtime } from "#lib/platform/runtime/runtime.ts";

export interface TeamSuspension {
  reason: string | null;
  /** The names of people who can reinstate the team. */
  administrators: string[];
}

/** Enough names to ask. */
const maxAdministrators = 3;

/** Why one of the person's teams is suspended, and who to ask. Only for its active members, who know the team. */
export async function readTeamSuspension(
  { database }: Pick<Runtime, "database">,
  { userId, teamId }: { userId: string; teamId: string },
): Promise<TeamSuspension> {
  const team = await database.prisma.team.findFirst({
    where: { id: teamId, members: { some: { userId, status: "active" } } },
    select: { suspensionReason: true },
  });
  const administrators = await database.prisma.user.findMany({
    where: { isInstanceOwner: true, status: "active" },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: maxAdministrators,
    select: { name: true },
  });
  return {
    reason: team?.suspensionReason ?? null,
    administrators: administrators.map(({ name }) => name),
  };
}
