import type { CreateEnvironmentInput, EnvironmentDto } from "#lib/contract/team/environments.ts";
import { beyondBound, ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeTeamManagement, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";
import { toEnvironmentDto } from "./environment-dto.ts";

const maxEnvironments = 20;

/** By default, only production allows team management. A key cannot decide this. */
function getDefaultTeamManagement(scope: Scope, slug: string): boolean {
  return scope.actor.type === "user" && slug === "production";
}

/**
 * POST /environments: adds an environment, by default after the others. Its slug never changes and is never reused. Throws
 * `conflict` for a slug that is or was in use, `forbidden` for a key that would allow team management.
 */
export async function createEnvironment(
  ctx: ServiceContext,
  input: CreateEnvironmentInput,
): Promise<EnvironmentDto> {
  const scope = authorizeTeamManagement(ctx, "team:write");
  if (scope.actor.type === "apiKey" && input.allowsTeamManagement) throw beyondBound("peopleManagement");
  const { teamId } = scope;
  return withClaim(ctx, async (tx) => {
    await lockTeamWith(tx, scope, "team:write");
    const existing = await tx.environment.findMany({ where: { teamId } });
    if (existing.some(({ slug }) => slug === input.slug)) {
      throw new ServiceError("conflict", {
        message: `The short name ${input.slug} is in use, or belonged to a removed environment. Choose another`,
      });
    }
    const live = existing.filter(({ retiredAt }) => retiredAt === null);
    if (live.length >= maxEnvironments) {
      throw new ServiceError("conflict", {
        message: `A team can have at most ${maxEnvironments} environments`,
      });
    }
    const position = input.position ?? Math.max(-1, ...live.map((environment) => environment.position)) + 1;
    const environment = await tx.environment.create({
      data: {
        ...input,
        id: createId("environment"),
        teamId,
        color: input.color ?? "gray",
        allowsTeamManagement: input.allowsTeamManagement ?? getDefaultTeamManagement(scope, input.slug),
        position,
        createdAt: ctx.now,
        updatedAt: ctx.now,
      },
    });
    // Usage of the team's keys is counted by the team's environments, so every key record must be read again.
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
