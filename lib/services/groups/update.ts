import type { GroupDto, UpdateGroupInput } from "#lib/contract/people/groups.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import { authorizeRole } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readGroupDto } from "./group-dto.ts";
import { lockTeamAsAdmin } from "./lock-team-as-admin.ts";

/**
 * PATCH /teams/{id}/groups/{groupId}: changes the role, and makes the caller its author, whose role now bounds it. It takes
 * effect with each person's next sign-in. Throws `forbidden` for keys and for roles below admin.
 */
export async function updateGroup(
  ctx: ServiceContext,
  { groupId: id, role }: UpdateGroupInput & { groupId: string },
): Promise<GroupDto> {
  const scope = authorizeRole(ctx, "admin");
  const { teamId, actor } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    await lockTeamAsAdmin(tx, scope);
    const before = await tx.teamGroup.findFirst({ where: { id, teamId, removedAt: null } });
    if (before === null) throw notFound();
    await tx.teamGroup.updateMany({
      where: { id, teamId, removedAt: null },
      data: { role, createdById: actor.userId },
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "group.update",
      target: { type: "group", id },
      changes: listChanges({ role: before.role, userId: before.createdById }, { role, userId: actor.userId }),
    });
    return readGroupDto(tx, { teamId, id });
  });
}
