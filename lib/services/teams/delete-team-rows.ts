import type { Team } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";

/** Deletes a team that is locked. Its keys are rejected from the next request on. The rows stay for the history. */
export async function deleteTeamRows(tx: Transaction, ctx: ServiceContext, teamId: string): Promise<Team> {
  const team = await tx.team.update({
    where: { id: teamId, deletedAt: null },
    data: { deletedAt: ctx.now, updatedAt: ctx.now },
  });
  await recordInvalidation(tx, "team", teamId);
  await emitAudit(tx, ctx, {
    teamId,
    action: "team.delete",
    target: { type: "team", id: teamId },
    changes: { name: team.name, slug: team.slug },
  });
  return team;
}
