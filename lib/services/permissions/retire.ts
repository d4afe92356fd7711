import type { PermissionDto } from "#lib/contract/keys/permissions.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeTeamManagement } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { lockPermission } from "./lock-permission.ts";
import { countListing, toPermissionDto } from "./permission-dto.ts";
import { removeFromApps, removeFromKeys } from "./remove-from-keys.ts";

/** DELETE /permissions/{id}: removes it from all keys and apps immediately. The response contains how many listed it. */
export async function retirePermission(ctx: ServiceContext, input: { id: string }): Promise<PermissionDto> {
  const scope = authorizeTeamManagement(ctx, "team:write");
  const { teamId } = scope;
  const { id } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const permission = await lockPermission(tx, scope, id);
    const listing = await countListing(tx, scope, ctx.now);
    const listedByKeys = listing.get(permission.name) ?? 0;
    await tx.teamPermission.updateMany({
      where: { id, teamId, retiredAt: null },
      data: { retiredAt: ctx.now },
    });
    const retired = { teamId, name: permission.name, now: ctx.now };
    await removeFromKeys(tx, retired);
    await removeFromApps(tx, retired);
    await recordInvalidation(tx, "team", teamId);
    await emitAudit(tx, ctx, {
      teamId,
      action: "permission.delete",
      target: { type: "permission", id },
      changes: { name: permission.name, listedByKeys },
    });
    return toPermissionDto(permission, listedByKeys);
  });
}
