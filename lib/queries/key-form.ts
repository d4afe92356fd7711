import "server-only";

import type { TeamUserActor } from "#lib/auth/page-actor.ts";
import {
  builtInPermissions,
  builtInPermissionTexts,
  explicitPermissions,
  getTeamPermissionRole,
  platformVerifyPermission,
} from "#lib/rbac/permissions.ts";
import { isAtLeast, type Role, roles } from "#lib/rbac/roles.ts";
import { authorizeMember } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** A permission a key may list, and the roles that hold it. */
interface KnownPermission {
  name: string;
  description: string;
  heldBy: Role[];
  /** A key that inherits does not hold it. */
  isExplicit: boolean;
}

function listRolesFrom(least: Role): Role[] {
  return roles.filter((role) => isAtLeast(role, least));
}

const builtIn: KnownPermission[] = Object.entries(builtInPermissionTexts).map(([name, description]) => ({
  name,
  description,
  heldBy: listRolesFrom(getBuiltInRole(name)),
  isExplicit: explicitPermissions.has(name),
}));

/** Object.entries forgets that its names are those of the table. */
function getBuiltInRole(name: string): Role {
  return builtInPermissions[name as keyof typeof builtInPermissions];
}

/** In no role: an instance owner lists it on a key of their own. */
const platformVerify: KnownPermission = {
  name: platformVerifyPermission,
  description: "Ask whether any team's key is good",
  heldBy: [...roles],
  isExplicit: true,
};

/** What forms about keys offer: the permissions there are, the viewer's address, and the limits a key has by itself. */
export async function readKeyForm(ctx: ServiceContext & { actor: TeamUserActor }) {
  const { teamId } = authorizeMember(ctx);
  const own = await ctx.runtime.database.prisma.teamPermission.findMany({
    where: { teamId, retiredAt: null },
    orderBy: { name: "asc" },
    select: { name: true, description: true },
  });
  const ofTeam = own.map((permission) => ({
    ...permission,
    heldBy: listRolesFrom(getTeamPermissionRole(permission.name)),
    isExplicit: false,
  }));
  return {
    permissions: [...builtIn, ...ofTeam, ...(ctx.actor.isInstanceOwner ? [platformVerify] : [])],
    address: ctx.request.address,
    rateLimit: ctx.runtime.config.rateLimit,
  };
}
