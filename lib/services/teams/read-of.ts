import { notFound } from "#lib/errors.ts";
import type { TeamDto } from "#lib/schemas/teams.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toTeamDto } from "./team-dto.ts";

/** A team of the person's by its id, whichever they act in: what a repeated POST /teams is answered with. */
export async function readTeamOf(ctx: ServiceContext, teamId: string): Promise<TeamDto> {
  const { userId } = authorizePerson(ctx);
  const membership = await ctx.runtime.database.prisma.member.findFirst({
    where: { teamId, userId, status: "active", team: { deletedAt: null } },
    include: { team: true },
  });
  if (membership === null) throw notFound();
  return toTeamDto(membership.team, membership.role);
}
