import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { type KeyFilter, whereFilter } from "./list.ts";

/** How many keys a list of this filter has. */
export async function countKeys(ctx: ServiceContext, filter: KeyFilter): Promise<number> {
  const scope = authorize(ctx, "keys:read");
  return ctx.runtime.database.prisma.apiKey.count({
    where: { teamId: scope.teamId, AND: [whereFilter(scope, filter, ctx.now)] },
  });
}
