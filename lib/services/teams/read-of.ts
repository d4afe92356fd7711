import type { TeamDto } from "#lib/contract/team/teams.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toTeamDto } from "./team-dto.ts";

/** Reads one of the person's teams by id, whichever team they act in. Used for the response to a repeated POST /teams. */
export async function readTeamOf(ctx: ServiceContext, teamId: string): Promise<TeamDto> {
  const { userId } = authorizePerson(ctx);
  const membership = await ctx.runtime.database.prisma.member.findFirst({
    where: { teamId, userId, status: "active", team: { deletedAt: null } },
    include: { team: true },
  });
  if (membership === null) throw notFound();
  return toTeamDto(membership.team, membership.role);
}
