import type { CreatePermissionInput, PermissionDto } from "#lib/contract/keys/permissions.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { builtInPermissions } from "#lib/domain/rbac/permissions.ts";
import type { TeamPermission } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeTeamManagement } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";
import { countListing, toPermissionDto } from "./permission-dto.ts";
import { removeFromKeys } from "./remove-from-keys.ts";

const maxPermissions = 200;

/** The resources of built-in permissions. A custom permission with one of them would look built-in. */
const reserved = new Set([
  "platform",
  ...Object.keys(builtInPermissions).map((name) => name.replace(/:.*/, "")),
]);

/** A retired name reuses its row, but is on no key: keys that listed it before must not get it back. */
async function writePermission(
  tx: Transaction,
  teamId: string,
  input: CreatePermissionInput,
  now: Date,
): Promise<TeamPermission> {
  const { name, description } = input;
  const existing = await tx.teamPermission.findUnique({ where: { teamId_name: { teamId, name } } });
  if (existing?.retiredAt === null) {
    throw new ServiceError("conflict", { message: `The team already has the permission ${name}` });
  }
  if (existing !== null) {
    // Retiring removes it from all keys, but a key created at the same moment, or before an upgrade, can still list it.
    await removeFromKeys(tx, { teamId, name, now });
    return tx.teamPermission.update({
      where: { id: existing.id, teamId },
      data: { description, retiredAt: null },
    });
  }
  const count = await tx.teamPermission.count({ where: { teamId, retiredAt: null } });
  if (count >= maxPermissions) {
    throw new ServiceError("conflict", {
      message: `A team can have at most ${maxPermissions} custom permissions`,
    });
  }
  return tx.teamPermission.create({
    data: { id: createId("teamPermission"), teamId, name, description, createdAt: now },
  });
}

/**
 * POST /permissions: adds a custom permission for the team's services. Developers and above hold it, and viewers too if
 * it ends in `:read`. Throws `conflict` if the team already has it, `invalid_request` for a reserved resource.
 */
export async function createPermission(
  ctx: ServiceContext,
  input: CreatePermissionInput,
): Promise<PermissionDto> {
  const scope = authorizeTeamManagement(ctx, "team:write");
  const { teamId } = scope;
  const resource = input.name.replace(/:.*/, "");
  if (reserved.has(resource)) throw invalidField("name", `${resource} is reserved for built-in permissions`);
  return withClaim(ctx, async (tx) => {
    await lockTeamWith(tx, scope, "team:write");
    const permission = await writePermission(tx, teamId, input, ctx.now);
    await recordInvalidation(tx, "team", teamId);
    await emitAudit(tx, ctx, {
      teamId,
      action: "permission.create",
      target: { type: "permission", id: permission.id },
      changes: { name: permission.name, description: permission.description },
    });
    const listing = await countListing(tx, scope, ctx.now);
    return { ...toPermissionDto(permission, listing.get(permission.name) ?? 0), id: permission.id };
  });
}
