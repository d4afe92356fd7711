import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertNotDeleted, changeApp } from "./change-app.ts";

/** POST /apps/{id}/disable: rejects the app and its tokens until it is enabled. Idempotent. Throws `conflict` for a deleted app. */
export async function disableApp(ctx: ServiceContext, input: { id: string }): Promise<AppDto> {
  return changeApp(ctx, input.id, ({ app }) => {
    assertNotDeleted(app);
    if (app.disabledAt !== null) return null;
    return { action: "app.disable", columns: { disabledAt: ctx.now } };
  });
}
