import type { ListGrantsQuery } from "#lib/contract/apps/launch.ts";
import type { GrantDto } from "#lib/contract/apps/launch-output.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readGrantPage } from "./read-grants.ts";

/** GET /me/grants: what the caller gave to apps, in every team, also in those that they left. Throws `forbidden` for a key. */
export async function listMyGrants(ctx: ServiceContext, query: ListGrantsQuery): Promise<Page<GrantDto>> {
  const { userId } = authorizePerson(ctx);
  return readGrantPage(ctx.runtime.database.prisma, { userId }, query, ctx.now);
}
