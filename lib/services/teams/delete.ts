import type { TeamDto } from "#lib/contract/team/teams.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Team } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeRole } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { endAccessOfTeam } from "#lib/services/launch/grants/end-access.ts";
import { lockTeam } from "./lock-team.ts";
import { toTeamDto } from "./team-dto.ts";

/**
 * Deletes a team that is locked. Its keys are rejected from the next request on. The rows stay for the history, except the
 * credentials of its FHIR servers, and who people are on them, which nothing uses any more.
 */
export async function deleteTeamRows(tx: Transaction, ctx: ServiceContext, teamId: string): Promise<Team> {
  const team = await tx.team.update({
    where: { id: teamId, deletedAt: null },
    data: { deletedAt: ctx.now, updatedAt: ctx.now },
  });
  await tx.fhirServerCredential.deleteMany({ where: { server: { teamId } } });
  await endAccessOfTeam(tx, teamId, ctx.now);
  await recordInvalidation(tx, "team", teamId);
  await emitAudit(tx, ctx, {
    teamId,
    action: "team.delete",
    target: { type: "team", id: teamId },
    changes: { name: team.name, slug: team.slug },
  });
  return team;
}

/**
 * DELETE /teams/{id}, only for an owner in person. Its keys are rejected and its pages are gone from the next request on.
 * The rows stay for the history.
 */
export async function deleteTeam(ctx: ServiceContext): Promise<TeamDto> {
  const scope = authorizeRole(ctx, "owner");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const { role } = await lockTeam(tx, scope);
    if (role !== "owner") throw new ServiceError("forbidden");
    const team = await deleteTeamRows(tx, ctx, teamId);
    return toTeamDto(team, role);
  });
}
