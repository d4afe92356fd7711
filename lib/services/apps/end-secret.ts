import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { planSecretEnd } from "#lib/domain/apps/app-secrets.ts";
import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { changeApp } from "./change-app.ts";
import { toSecretFacts } from "./plan/plan-app.ts";

/**
 * DELETE /apps/{id}/secrets/{secretId}: the secret and the tokens that it got stop working now. Idempotent. Throws `not_found`,
 * and `conflict` for the current secret of an app without keys and rules, which nothing would replace.
 */
export async function endSecretOfApp(
  ctx: ServiceContext,
  input: { id: string; secretId: string },
): Promise<AppDto> {
  const { id, secretId } = input;
  return changeApp(ctx, id, async ({ tx, app }) => {
    const plan = planSecretEnd(toSecretFacts(app), secretId, ctx.now);
    if (plan === "unknown") throw notFound();
    if (plan === "last") {
      throw new ServiceError("conflict", {
        message:
          "This is the app's current secret. Create another one with a grace period of 0, or disable the app",
      });
    }
    if (plan === "ended") return null;
    await tx.appSecret.updateMany({ where: { id: secretId, appId: id }, data: { endsAt: ctx.now } });
    return { action: "app_secret.end", describe: () => ({ secretId }) };
  });
}
