import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endAccessOfApp } from "#lib/services/launch/grants/end-access.ts";
import { changeApp } from "./change-app.ts";

/**
 * DELETE /apps/{id}: ends the app, its tokens and what people gave it, immediately and permanently. The row stays for the history.
 * Idempotent.
 */
export async function deleteApp(ctx: ServiceContext, input: { id: string }): Promise<AppDto> {
  return changeApp(ctx, input.id, async ({ tx, app }) => {
    if (app.deletedAt !== null) return null;
    const endedGrants = await endAccessOfApp(tx, app, ctx.now);
    return {
      action: "app.delete",
      columns: { deletedAt: ctx.now },
      describe: () => ({ name: app.name, ...(endedGrants === 0 ? {} : { endedGrants }) }),
    };
  });
}
