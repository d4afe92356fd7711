import type { CreateTeamInput, TeamDto } from "#lib/contract/team/teams.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { lockActivePerson } from "#lib/services/users/ownership/lock-user.ts";
import { createTeamRows } from "./create-team-rows.ts";
import { toTeamDto } from "./team-dto.ts";

/** Prevents one account from filling the table. */
const maxOwnedTeams = 50;

/** POST /teams: creates a team owned by the caller. Throws `forbidden` for a key, `conflict` for too many teams. */
export async function createTeam(ctx: ServiceContext, input: CreateTeamInput): Promise<TeamDto> {
  const { userId } = authorizePerson(ctx);
  return withClaim(ctx, async (tx) => {
    // Someone who deletes their account at the same time must not own a team.
    await lockActivePerson(tx, userId);
    const owned = await tx.member.count({
      where: { userId, role: "owner", status: "active", team: { deletedAt: null } },
    });
    if (owned >= maxOwnedTeams) {
      throw new ServiceError("conflict", { message: `You already own ${maxOwnedTeams} teams, the maximum` });
    }
    const { teamId, slug, environmentSlugs } = await createTeamRows(tx, {
      name: input.name,
      ownerUserId: userId,
      now: ctx.now,
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "team.create",
      target: { type: "team", id: teamId },
      changes: { name: input.name, slug, ownerUserId: userId, environments: [...environmentSlugs] },
    });
    return toTeamDto(await tx.team.findUniqueOrThrow({ where: { id: teamId } }), "owner");
  });
}
