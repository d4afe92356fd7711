import type { GroupDto } from "#lib/contract/people/groups.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeRole } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readGroupDtos } from "./group-dto.ts";
import { lockTeamAsAdmin } from "./lock-team-as-admin.ts";

/**
 * DELETE /teams/{id}/groups/{groupId}: the group gives nothing any more. The people it added lose their membership with their
 * next sign-in, unless another group gives it. Throws `forbidden` for keys and for roles below admin.
 */
export async function removeGroup(
  ctx: ServiceContext,
  { groupId: id }: { groupId: string },
): Promise<GroupDto> {
  const scope = authorizeRole(ctx, "admin");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    await lockTeamAsAdmin(tx, scope);
    const [group] = await readGroupDtos(tx, { teamId, id });
    if (group === undefined) throw notFound();
    await tx.teamGroup.updateMany({ where: { id, teamId, removedAt: null }, data: { removedAt: ctx.now } });
    await emitAudit(tx, ctx, {
      teamId,
      action: "group.delete",
      target: { type: "group", id },
      changes: { name: group.groupName, role: group.role },
    });
    return group;
  });
}
