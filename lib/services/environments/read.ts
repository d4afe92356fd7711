import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { authorizeMember } from "#lib/services/authorize.ts";
import { assertEnvironment, reachesEveryEnvironment } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toEnvironmentDto } from "./environment-dto.ts";

/** Reads one of the team's environments. Throws `not_found`, and `forbidden` for a key limited to another. */
export async function readEnvironment(ctx: ServiceContext, input: { id: string }): Promise<EnvironmentDto> {
  const scope = authorizeMember(ctx);
  const environment = await ctx.runtime.database.prisma.environment.findFirst({
    where: { id: input.id, teamId: scope.teamId, retiredAt: null },
  });
  if (environment === null) throw notFound();
  if (!reachesEveryEnvironment(scope)) assertEnvironment(scope, environment.id);
  return toEnvironmentDto(environment);
}
