import { withTransaction } from "#lib/db/transaction.ts";
import { invalidField, ServiceError } from "#lib/errors.ts";
import type { TeamDto, TransferTeamInput } from "#lib/schemas/teams.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeRole } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { lockTeam } from "./lock-team.ts";
import { toTeamDto } from "./team-dto.ts";

/**
 * POST /teams/{id}/transfer: another active member becomes an owner, and whoever transfers an admin, in one step.
 * Throws `forbidden` for anyone but an owner in person, `invalid_request` for someone who is not there.
 */
export async function transferTeam(ctx: ServiceContext, input: TransferTeamInput): Promise<TeamDto> {
  const scope = authorizeRole(ctx, "owner");
  const { teamId, actor, memberId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const { role } = await lockTeam(tx, scope);
    if (role !== "owner") throw new ServiceError("forbidden");
    const heir = await tx.member.findFirst({ where: { id: input.memberId, teamId, status: "active" } });
    if (heir === null) throw invalidField("memberId", "Is no active member of the team");
    if (heir.userId === actor.userId) throw invalidField("memberId", "You own the team already");
    await tx.member.updateMany({ where: { id: heir.id, teamId }, data: { role: "owner" } });
    await tx.member.updateMany({ where: { userId: actor.userId, teamId }, data: { role: "admin" } });
    await recordInvalidation(tx, "member", heir.id);
    await recordInvalidation(tx, "member", memberId);
    await emitAudit(tx, ctx, {
      teamId,
      action: "team.transfer",
      target: { type: "team", id: teamId },
      changes: { from: actor.userId, to: heir.userId, roleBefore: heir.role },
    });
    return toTeamDto(await tx.team.findUniqueOrThrow({ where: { id: teamId } }), "admin");
  });
}
