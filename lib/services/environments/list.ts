import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { authorizeMember } from "#lib/services/authorize.ts";
import { getEnvironmentBound, reachesEveryEnvironment } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toEnvironmentDto } from "./environment-dto.ts";

/** GET /environments: lists the team's environments in their order. A key sees only its own unless it can change them. */
export async function listEnvironments(ctx: ServiceContext): Promise<EnvironmentDto[]> {
  const scope = authorizeMember(ctx);
  const { teamId } = scope;
  const own = reachesEveryEnvironment(scope) ? null : getEnvironmentBound(scope);
  const rows = await ctx.runtime.database.prisma.environment.findMany({
    where: { teamId, retiredAt: null, ...(own === null ? {} : { id: own.id }) },
    orderBy: [{ position: "asc" }, { slug: "asc" }],
  });
  return rows.map(toEnvironmentDto);
}
