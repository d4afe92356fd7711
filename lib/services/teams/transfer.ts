import type { TeamDto, TransferTeamInput } from "#lib/contract/team/teams.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeRole } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { lockTeam } from "./lock-team.ts";
import { toTeamDto } from "./team-dto.ts";

/**
 * POST /teams/{id}/transfer: makes another active member an owner and the caller an admin, in one step. Throws `forbidden`
 * for anyone but an owner in person, `invalid_request` for a new owner who is not an active member.
 */
export async function transferTeam(ctx: ServiceContext, input: TransferTeamInput): Promise<TeamDto> {
  const scope = authorizeRole(ctx, "owner");
  const { teamId, actor, memberId } = scope;
  return withClaim(ctx, async (tx) => {
    const { role } = await lockTeam(tx, scope);
    if (role !== "owner") throw new ServiceError("forbidden");
    const newOwner = await tx.member.findFirst({ where: { id: input.memberId, teamId, status: "active" } });
    if (newOwner === null) throw invalidField("memberId", "Not an active member of the team");
    if (newOwner.userId === actor.userId) throw invalidField("memberId", "You already own the team");
    // Groups never give the role owner, so they no longer decide about this membership.
    await tx.member.updateMany({
      where: { id: newOwner.id, teamId },
      data: { role: "owner", isFromGroups: false },
    });
    await tx.memberGroup.deleteMany({ where: { memberId: newOwner.id } });
    await tx.member.updateMany({ where: { userId: actor.userId, teamId }, data: { role: "admin" } });
    await recordInvalidation(tx, "member", newOwner.id);
    await recordInvalidation(tx, "member", memberId);
    await emitAudit(tx, ctx, {
      teamId,
      action: "team.transfer",
      target: { type: "team", id: teamId },
      changes: { from: actor.userId, to: newOwner.userId, roleBefore: newOwner.role },
    });
    return toTeamDto(await tx.team.findUniqueOrThrow({ where: { id: teamId } }), "admin");
  });
}
