import type { Page } from "#lib/contract/common/lists.ts";
import type { TeamDto } from "#lib/contract/team/teams.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readTeam } from "./read.ts";
import { toTeamDto } from "./team-dto.ts";

/** Far more teams than one person has. */
const maxTeams = 200;

/** GET /teams: lists the teams a person is an active member of, in the order they joined. A key sees its own team. */
export async function listTeams(ctx: ServiceContext): Promise<Page<TeamDto>> {
  const { actor, runtime } = ctx;
  if (actor.type !== "user") return { data: [await readTeam(ctx)], nextCursor: null };
  const memberships = await runtime.database.prisma.member.findMany({
    where: { userId: actor.userId, status: "active", team: { deletedAt: null } },
    orderBy: [{ joinedAt: "asc" }, { id: "asc" }],
    take: maxTeams,
    include: { team: true },
  });
  return { data: memberships.map(({ team, role }) => toTeamDto(team, role)), nextCursor: null };
}
