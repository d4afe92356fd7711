import type { AppRuleDto } from "#lib/contract/apps/federation-output.ts";
import { findApp } from "#lib/services/apps/find-app.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readRules } from "./rule-dto.ts";

/** GET /apps/{id}/rules. A deleted app has none. */
export async function listAppRules(
  ctx: ServiceContext,
  input: { id: string },
): Promise<{ data: AppRuleDto[] }> {
  const scope = authorize(ctx, "apps:read");
  const { prisma } = ctx.runtime.database;
  const app = await findApp(prisma, scope, input.id);
  return { data: app.deletedAt === null ? await readRules(prisma, app) : [] };
}
