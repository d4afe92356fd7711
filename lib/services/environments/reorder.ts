import type { EnvironmentDto, ReorderEnvironmentsInput } from "#lib/contract/team/environments.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeTeamManagement } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";
import { toEnvironmentDto } from "./environment-dto.ts";

/**
 * POST /environments/reorder: puts all environments in the given order. Throws `conflict` if the list isn't exactly the
 * team's environments, because one was added or removed in the meantime.
 */
export async function reorderEnvironments(
  ctx: ServiceContext,
  { environmentIds }: ReorderEnvironmentsInput,
): Promise<EnvironmentDto[]> {
  const scope = authorizeTeamManagement(ctx, "team:write");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    await lockTeamWith(tx, scope, "team:write");
    const before = await tx.environment.findMany({
      where: { teamId, retiredAt: null },
      orderBy: [{ position: "asc" }, { slug: "asc" }],
    });
    const byId = new Map(before.map((environment) => [environment.id, environment]));
    const ordered = environmentIds.flatMap((id) => byId.get(id) ?? []);
    if (new Set(ordered).size !== before.length || ordered.length !== environmentIds.length) {
      throw new ServiceError("conflict", {
        message:
          "The list must contain each environment of the team exactly once. Load the environments again",
      });
    }
    for (const [position, { id, position: previous }] of ordered.entries()) {
      if (position === previous) continue;
      await tx.environment.updateMany({
        where: { id, teamId, retiredAt: null },
        data: { position, updatedAt: ctx.now },
      });
    }
    await emitAudit(tx, ctx, {
      teamId,
      action: "environment.reorder",
      target: { type: "team", id: teamId },
      changes: { order: { from: before.map(({ slug }) => slug), to: ordered.map(({ slug }) => slug) } },
    });
    return ordered.map((environment, position) => toEnvironmentDto({ ...environment, position }));
  });
}
