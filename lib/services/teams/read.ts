import type { TeamDto } from "#lib/contract/team/teams.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { authorizeMember } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toTeamDto } from "./team-dto.ts";

/** GET /teams/{id}: reads the team the caller acts in. */
export async function readTeam(ctx: ServiceContext): Promise<TeamDto> {
  const { teamId, role } = authorizeMember(ctx);
  const team = await ctx.runtime.database.prisma.team.findFirst({ where: { id: teamId, deletedAt: null } });
  if (team === null) throw notFound();
  return toTeamDto(team, role);
}
