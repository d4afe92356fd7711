import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { type KeyFilter, whereFilter } from "#lib/services/keys/list.ts";

/** The number of keys that match the filter. */
export async function countKeys(ctx: ServiceContext, filter: KeyFilter): Promise<number> {
  const scope = authorize(ctx, "keys:read");
  return ctx.runtime.database.prisma.apiKey.count({
    where: { teamId: scope.teamId, AND: [whereFilter(scope, filter, ctx.now)] },
  });
}
