import type { PermissionDto, UpdatePermissionInput } from "#lib/contract/keys/permissions.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import { authorizeTeamManagement } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockPermission } from "./lock-permission.ts";
import { countListing, toPermissionDto } from "./permission-dto.ts";

/** PATCH /permissions/{id}: changes its description. The name cannot change, because keys and services use it. */
export async function updatePermission(
  ctx: ServiceContext,
  input: UpdatePermissionInput & { id: string },
): Promise<PermissionDto> {
  const scope = authorizeTeamManagement(ctx, "team:write");
  const { teamId } = scope;
  const { id, description } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const before = await lockPermission(tx, scope, id);
    await tx.teamPermission.updateMany({ where: { id, teamId, retiredAt: null }, data: { description } });
    await emitAudit(tx, ctx, {
      teamId,
      action: "permission.update",
      target: { type: "permission", id },
      changes: {
        name: before.name,
        ...listChanges({ description: before.description }, { description }),
      },
    });
    const listing = await countListing(tx, scope, ctx.now);
    return toPermissionDto({ ...before, description }, listing.get(before.name) ?? 0);
  });
}
