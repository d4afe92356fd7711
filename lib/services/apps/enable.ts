import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertNotDeleted, changeApp } from "./change-app.ts";
import { assertAppAsItIs } from "./plan/assert-app-grant.ts";

/**
 * POST /apps/{id}/enable: makes a disabled app work again. Idempotent. Throws `conflict` for a deleted app, `forbidden` for
 * one that can do more than the caller.
 */
export async function enableApp(ctx: ServiceContext, input: { id: string }): Promise<AppDto> {
  return changeApp(ctx, input.id, async ({ tx, scope, app }) => {
    assertNotDeleted(app);
    await assertAppAsItIs(tx, ctx, scope, app);
    if (app.disabledAt === null) return null;
    return { action: "app.enable", columns: { disabledAt: null } };
  });
}
