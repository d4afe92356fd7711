import type { EnvironmentDto } from "#lib/schemas/environments.ts";
import { authorizeMember } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toEnvironmentDto } from "./environment-dto.ts";

/** GET /environments: the team's, in their order; for a key the one it is for. */
export async function listEnvironments(ctx: ServiceContext): Promise<EnvironmentDto[]> {
  const { teamId, environment } = authorizeMember(ctx);
  const rows = await ctx.runtime.database.prisma.environment.findMany({
    where: { teamId, retiredAt: null, ...(environment === null ? {} : { id: environment.id }) },
    orderBy: [{ position: "asc" }, { slug: "asc" }],
  });
  return rows.map(toEnvironmentDto);
}
