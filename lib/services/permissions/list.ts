import type { PermissionDto } from "#lib/contract/keys/permissions.ts";
import { authorizeMember } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { countListing, listBuiltIn, toPermissionDto } from "./permission-dto.ts";

/** GET /permissions: lists the built-in permissions, then the custom ones by name. */
export async function listPermissions(ctx: ServiceContext): Promise<PermissionDto[]> {
  const scope = authorizeMember(ctx);
  const { teamId } = scope;
  const { prisma } = ctx.runtime.database;
  const own = await prisma.teamPermission.findMany({
    where: { teamId, retiredAt: null },
    orderBy: { name: "asc" },
  });
  const listing = await countListing(prisma, scope, ctx.now);
  return [
    ...listBuiltIn(listing),
    ...own.map((permission) => toPermissionDto(permission, listing.get(permission.name) ?? 0)),
  ];
}
