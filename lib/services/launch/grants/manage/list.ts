import type { ListGrantsQuery } from "#lib/contract/apps/launch.ts";
import type { GrantDto } from "#lib/contract/apps/launch-output.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import { findApp } from "#lib/services/apps/find-app.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readGrantPage } from "./read-grants.ts";

/** GET /apps/{id}/grants: what people gave an app, newest first. Throws `not_found`. */
export async function listAppGrants(
  ctx: ServiceContext,
  { id, ...query }: ListGrantsQuery & { id: string },
): Promise<Page<GrantDto>> {
  const scope = authorize(ctx, "apps:read");
  const { prisma } = ctx.runtime.database;
  await findApp(prisma, scope, id);
  return readGrantPage(prisma, { teamId: scope.teamId, appId: id }, query, ctx.now);
}
