import { hasSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import type { TeamDto, UpdateTeamInput } from "#lib/contract/team/teams.ts";
import { beyondBound, ServiceError } from "#lib/domain/common/errors.ts";
import type { Team } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import { authorizeTeamManagement, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { lockTeamWith } from "./lock-team.ts";
import { toTeamDto } from "./team-dto.ts";

/** Changes only the given fields: Prisma ignores undefined. */
function toColumns({ name, keyRateLimitMax, twoFactorRequiredFrom }: UpdateTeamInput) {
  const ceilings = keyRateLimitMax === null ? { perMinute: null, per10Seconds: null } : keyRateLimitMax;
  return {
    name,
    rateLimitPerMinuteMax: ceilings?.perMinute,
    rateLimitPer10SecondsMax: ceilings?.per10Seconds,
    twoFactorRequiredFrom,
  };
}

function describe({ name, rateLimitPerMinuteMax, rateLimitPer10SecondsMax, ...team }: Team) {
  const twoFactorRequiredFrom = team.twoFactorRequiredFrom?.toISOString() ?? null;
  return { name, rateLimitPerMinuteMax, rateLimitPer10SecondsMax, twoFactorRequiredFrom };
}

/**
 * A key cannot change what people need to sign in. A person who requires a second factor must have one, and so
 * cannot close the team to themselves. Throws `forbidden` and `conflict`.
 */
async function assertMayRequireTwoFactor(
  tx: Transaction,
  { actor }: Scope,
  { twoFactorRequiredFrom }: UpdateTeamInput,
): Promise<void> {
  if (twoFactorRequiredFrom === undefined) return;
  if (actor.type !== "user") throw beyondBound("people");
  if (twoFactorRequiredFrom !== null && !(await hasSecondFactor(tx, actor.userId))) {
    throw new ServiceError("conflict", {
      message: "Turn on two-factor authentication for your own account first",
    });
  }
}

/**
 * PATCH /teams/{id}: changes its name, the maximum limits its developers can set on their keys, and whether its members
 * need a second factor.
 */
export async function updateTeam(ctx: ServiceContext, input: UpdateTeamInput): Promise<TeamDto> {
  const scope = authorizeTeamManagement(ctx, "team:write");
  const { teamId, role } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    await lockTeamWith(tx, scope, "team:write");
    await assertMayRequireTwoFactor(tx, scope, input);
    const before = await tx.team.findUniqueOrThrow({ where: { id: teamId } });
    const team = await tx.team.update({
      where: { id: teamId },
      data: { ...toColumns(input), updatedAt: ctx.now },
    });
    // Verdicts about a team's own keys contain its name.
    if (input.name !== undefined) await recordInvalidation(tx, "team", teamId);
    await emitAudit(tx, ctx, {
      teamId,
      action: "team.update",
      target: { type: "team", id: teamId },
      changes: listChanges(describe(before), describe(team)),
    });
    return toTeamDto(team, role);
  });
}
