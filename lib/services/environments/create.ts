import { withTransaction } from "#lib/db/transaction.ts";
import { beyondBound, ServiceError } from "#lib/errors.ts";
import { createId } from "#lib/ids.ts";
import type { CreateEnvironmentInput, EnvironmentDto } from "#lib/schemas/environments.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeTeamManagement, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";
import { toEnvironmentDto } from "./environment-dto.ts";

const mostEnvironments = 20;

/** Keys that manage the team usually live in production; a key decides no such thing. */
function isUsuallyManaging(scope: Scope, slug: string): boolean {
  return scope.actor.type === "user" && slug === "production";
}

/**
 * POST /environments: one more, after the others unless told where. Its slug never changes and is never used again.
 * Throws `conflict` for a slug that is or was taken, `forbidden` for a key that
 * would let the keys of an environment manage the team.
 */
export async function createEnvironment(
  ctx: ServiceContext,
  input: CreateEnvironmentInput,
): Promise<EnvironmentDto> {
  const scope = authorizeTeamManagement(ctx, "team:write");
  if (scope.actor.type === "apiKey" && input.allowsTeamManagement) throw beyondBound("peopleManagement");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    await lockTeamWith(tx, scope, "team:write");
    const known = await tx.environment.findMany({ where: { teamId } });
    if (known.some(({ slug }) => slug === input.slug)) {
      throw new ServiceError("conflict", { message: `The name ${input.slug} is or was used in this team` });
    }
    const live = known.filter(({ retiredAt }) => retiredAt === null);
    if (live.length >= mostEnvironments) {
      throw new ServiceError("conflict", { message: `A team has at most ${mostEnvironments} environments` });
    }
    const position = input.position ?? Math.max(-1, ...live.map((environment) => environment.position)) + 1;
    const environment = await tx.environment.create({
      data: {
        ...input,
        id: createId("environment"),
        teamId,
        color: input.color ?? "gray",
        allowsTeamManagement: input.allowsTeamManagement ?? isUsuallyManaging(scope, input.slug),
        position,
        createdAt: ctx.now,
        updatedAt: ctx.now,
      },
    });
    // Every key of the team counts calls under the environments that the team has.
    await recordInvalidation(tx, "team", teamId);
    await emitAudit(tx, ctx, {
      teamId,
      action: "environment.create",
      target: { type: "environment", id: environment.id },
      changes: { ...toEnvironmentDto(environment) },
    });
    return toEnvironmentDto(environment);
  });
}
