import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { changeApp } from "./change-app.ts";

/** DELETE /apps/{id}: ends the app and its tokens immediately and permanently. The row stays for the history. Idempotent. */
export async function deleteApp(ctx: ServiceContext, input: { id: string }): Promise<AppDto> {
  return changeApp(ctx, input.id, ({ app }) => {
    if (app.deletedAt !== null) return null;
    return {
      action: "app.delete",
      columns: { deletedAt: ctx.now },
      describe: () => ({ name: app.name }),
    };
  });
}
