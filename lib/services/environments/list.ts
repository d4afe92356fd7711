import type { EnvironmentDto } from "#lib/schemas/environments.ts";
import { authorizeMember } from "#lib/services/authorize.ts";
import { askEnvironment, reachesEveryEnvironment } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toEnvironmentDto } from "./environment-dto.ts";

/** GET /environments: the team's, in their order; for a key its own, unless it may change them. */
export async function listEnvironments(ctx: ServiceContext): Promise<EnvironmentDto[]> {
  const scope = authorizeMember(ctx);
  const { teamId } = scope;
  const own = reachesEveryEnvironment(scope) ? null : askEnvironment(scope);
  const rows = await ctx.runtime.database.prisma.environment.findMany({
    where: { teamId, retiredAt: null, ...(own === null ? {} : { id: own.id }) },
    orderBy: [{ position: "asc" }, { slug: "asc" }],
  });
  return rows.map(toEnvironmentDto);
}
