import type { PermissionDto } from "#lib/contract/keys/permissions.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { authorizeMember } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { countListing, toPermissionDto } from "./permission-dto.ts";

/** Reads one of the team's custom permissions. Throws `not_found`. */
export async function readPermission(ctx: ServiceContext, input: { id: string }): Promise<PermissionDto> {
  const scope = authorizeMember(ctx);
  const { teamId } = scope;
  const { prisma } = ctx.runtime.database;
  const permission = await prisma.teamPermission.findFirst({
    where: { id: input.id, teamId, retiredAt: null },
  });
  if (permission === null) throw notFound();
  const listing = await countListing(prisma, scope, ctx.now);
  return toPermissionDto(permission, listing.get(permission.name) ?? 0);
}
