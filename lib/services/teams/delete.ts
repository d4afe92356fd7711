import type { TeamDto } from "#lib/contract/team/teams.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizeRole } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { deleteTeamRows } from "./delete-team-rows.ts";
import { lockTeam } from "./lock-team.ts";
import { toTeamDto } from "./team-dto.ts";

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
