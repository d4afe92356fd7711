import type { GroupDto } from "#lib/contract/people/groups.ts";
import { authorizeRole } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readGroupDtos } from "./group-dto.ts";

/** GET /teams/{id}/groups: lists the groups that give roles in the team. Throws `forbidden` for keys and lower roles. */
export function listGroups(ctx: ServiceContext): Promise<GroupDto[]> {
  const { teamId } = authorizeRole(ctx, "admin");
  return readGroupDtos(ctx.runtime.database.prisma, { teamId });
}

/** The group of a repeated request to create it. */
export async function readGroup(ctx: ServiceContext, { id }: { id: string }): Promise<GroupDto | undefined> {
  const { teamId } = authorizeRole(ctx, "admin");
  const [group] = await readGroupDtos(ctx.runtime.database.prisma, { teamId, id });
  return group;
}
