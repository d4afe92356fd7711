import "server-only";

import type { TeamUserActor } from "#lib/auth/session/page-actor.ts";
import {
  builtInPermissions,
  builtInPermissionTexts,
  explicitPermissions,
  getTeamPermissionRole,
  platformVerifyPermission,
} from "#lib/domain/rbac/permissions.ts";
import { isAtLeast, type Role, roles } from "#lib/domain/rbac/roles.ts";
import { authorizeMember } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** A permission that a key can list, and the roles that have it. */
interface KnownPermission {
  name: string;
  description: string;
  heldBy: Role[];
  /** A key has it only if it lists it: it isn't inherited. */
  isExplicit: boolean;
}

function listRolesFrom(minRole: Role): Role[] {
  return roles.filter((role) => isAtLeast(role, minRole));
}

const builtIn: KnownPermission[] = Object.entries(builtInPermissionTexts).map(([name, description]) => ({
  name,
  description,
  heldBy: listRolesFrom(getBuiltInRole(name)),
  isExplicit: explicitPermissions.has(name),
}));

/** Restores the type that Object.entries drops. */
function getBuiltInRole(name: string): Role {
  return builtInPermissions[name as keyof typeof builtInPermissions];
}

/** No role has it. Instance owners can list it on their own keys. */
const platformVerify: KnownPermission = {
  name: platformVerifyPermission,
  description: "Verify keys of any team",
  heldBy: [...roles],
  isExplicit: true,
};

/** The options in forms about keys: all permissions, the viewer's IP address and the default rate limits. */
export async function readKeyForm(ctx: ServiceContext & { actor: TeamUserActor }) {
  const { teamId } = authorizeMember(ctx);
  const teamPermissions = await ctx.runtime.database.prisma.teamPermission.findMany({
    where: { teamId, retiredAt: null },
    orderBy: { name: "asc" },
    select: { name: true, description: true },
  });
  const custom = teamPermissions.map((permission) => ({
    ...permission,
    heldBy: listRolesFrom(getTeamPermissionRole(permission.name)),
    isExplicit: false,
  }));
  return {
    permissions: [...builtIn, ...custom, ...(ctx.actor.isInstanceOwner ? [platformVerify] : [])],
    address: ctx.request.address,
    rateLimit: ctx.runtime.config.rateLimit,
  };
}
