import type { CreateGroupInput, GroupDto } from "#lib/contract/people/groups.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeRole } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { readGroupDto } from "./group-dto.ts";
import { lockTeamAsAdmin } from "./lock-team-as-admin.ts";

const maxGroups = 100;

type NewGroup = CreateGroupInput & { teamId: string; createdById: string; createdAt: Date };

/** A removed group reuses its row. Returns the ID. */
async function writeGroup(tx: Transaction, group: NewGroup): Promise<string> {
  const { teamId, groupName } = group;
  const existing = await tx.teamGroup.findUnique({ where: { teamId_groupName: { teamId, groupName } } });
  if (existing?.removedAt === null) {
    throw new ServiceError("conflict", { message: "The team already has this group. Change its role" });
  }
  if ((await tx.teamGroup.count({ where: { teamId, removedAt: null } })) >= maxGroups) {
    throw new ServiceError("conflict", { message: `A team can have at most ${maxGroups} groups` });
  }
  if (existing === null) {
    const id = createId("teamGroup");
    await tx.teamGroup.create({ data: { id, ...group } });
    return id;
  }
  await tx.teamGroup.updateMany({
    where: { id: existing.id, teamId },
    data: { ...group, removedAt: null },
  });
  return existing.id;
}

/**
 * POST /teams/{id}/groups: people of a group get a role in the team, from their next sign-in or the directory's next change
 * on. Throws `forbidden` for keys and for roles below admin, `conflict` if the team already has the group.
 */
export async function createGroup(
  ctx: ServiceContext,
  { groupName, role }: CreateGroupInput,
): Promise<GroupDto> {
  const scope = authorizeRole(ctx, "admin");
  const { teamId, actor } = scope;
  return withClaim(ctx, async (tx) => {
    await lockTeamAsAdmin(tx, scope);
    const group = { teamId, groupName, role, createdById: actor.userId, createdAt: ctx.now };
    const id = await writeGroup(tx, group);
    await emitAudit(tx, ctx, {
      teamId,
      action: "group.create",
      target: { type: "group", id },
      changes: { name: groupName, role },
    });
    return readGroupDto(tx, { teamId, id });
  });
}
