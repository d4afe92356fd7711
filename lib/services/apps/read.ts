import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findApp } from "./find-app.ts";
import { describeOne } from "./plan/app-dto.ts";

/** GET /apps/{id}: reads an app, also a deleted one, without secrets and hashes. Throws `not_found`. */
export async function readApp(ctx: ServiceContext, input: { id: string }): Promise<AppDto> {
  const scope = authorize(ctx, "apps:read");
  const { prisma } = ctx.runtime.database;
  return describeOne(prisma, scope, await findApp(prisma, scope, input.id));
}
