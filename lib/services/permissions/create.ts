import type { TeamPermission } from "#lib/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/db/transaction.ts";
import { invalidField, ServiceError } from "#lib/errors.ts";
import { createId } from "#lib/ids.ts";
import { builtInPermissions } from "#lib/rbac/permissions.ts";
import type { CreatePermissionInput, PermissionDto } from "#lib/schemas/permissions.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeTeamManagement } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";
import { countListing, toPermissionDto } from "./permission-dto.ts";
import { removeFromKeys } from "./remove-from-keys.ts";

const mostPermissions = 200;

/** Resources the console itself guards: a team's own name among them would read as one of ours. */
const reserved = new Set([
  "platform",
  ...Object.keys(builtInPermissions).map((name) => name.replace(/:.*/, "")),
]);

/** A name that was retired comes back as the same row, and on no key: what listed it before must not hold it again. */
async function writePermission(
  tx: Transaction,
  teamId: string,
  input: CreatePermissionInput,
  now: Date,
): Promise<TeamPermission> {
  const { name, description } = input;
  const known = await tx.teamPermission.findUnique({ where: { teamId_name: { teamId, name } } });
  if (known?.retiredAt === null) {
    throw new ServiceError("conflict", { message: `The team has the permission ${name} already` });
  }
  if (known !== null) {
    // Retiring takes it off the keys; one created at that very moment, or retired by an earlier release, may still list it.
    await removeFromKeys(tx, { teamId, name, now });
    return tx.teamPermission.update({
      where: { id: known.id, teamId },
      data: { description, retiredAt: null },
    });
  }
  const count = await tx.teamPermission.count({ where: { teamId, retiredAt: null } });
  if (count >= mostPermissions) {
    throw new ServiceError("conflict", {
      message: `A team has at most ${mostPermissions} permissions of its own`,
    });
  }
  return tx.teamPermission.create({
    data: { id: createId("teamPermission"), teamId, name, description, createdAt: now },
  });
}

/**
 * POST /permissions: a name for something the team's own services guard. Developers and above hold it, viewers too when
 * it ends in `:read`. Throws `conflict` for one the team has, `invalid_request` for a resource of the console's own.
 */
export async function createPermission(
  ctx: ServiceContext,
  input: CreatePermissionInput,
): Promise<PermissionDto> {
  const scope = authorizeTeamManagement(ctx, "team:write");
  const { teamId } = scope;
  const resource = input.name.replace(/:.*/, "");
  if (reserved.has(resource)) throw invalidField("name", `${resource} is a name of the console's own`);
  return withTransaction(ctx.runtime.database, async (tx) => {
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
    return toPermissionDto(permission, listing.get(permission.name) ?? 0);
  });
}
