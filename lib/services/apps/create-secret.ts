import type { AppWithSecretDto } from "#lib/contract/apps/app-output.ts";
import { type AppSecretRefusal, planAppSecret } from "#lib/domain/apps/app-secrets.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { changeApp } from "./change-app.ts";
import { planSecretRow } from "./plan/app-secrets.ts";
import { assertAppAsItIs, assertEmergencySecret } from "./plan/assert-app-grant.ts";
import { toSecretFacts } from "./plan/plan-app.ts";

const refusals: Record<AppSecretRefusal, string> = {
  public: "A public app can't keep a secret, so it has none",
  disabled: "This app is disabled. Enable it before you create a secret",
  expired: "This app has expired",
  revoked: "This app was deleted",
  not_current: "This app has another secret since you loaded it. Load the latest version and try again",
  already_rotating:
    "The previous secret still works. End it first, or create the secret with a grace period of 0",
};

/**
 * POST /apps/{id}/secrets: creates another secret, which is returned only once. The previous one keeps working during the
 * grace period, and with it the tokens that it got. Without one, most rules of the environment don't apply, because the
 * secret may have leaked (assertEmergencySecret). Throws `not_found`, `forbidden`, `policy_violation`, and `conflict` for an
 * app that can't get a secret now.
 */
export async function createSecretOfApp(
  ctx: ServiceContext,
  input: { id: string; gracePeriodSeconds: number },
): Promise<AppWithSecretDto> {
  const { id, gracePeriodSeconds } = input;
  let created: string | null = null;
  const app = await changeApp(ctx, id, async ({ tx, scope, app: before }) => {
    const plan = planAppSecret(toSecretFacts(before), gracePeriodSeconds, ctx.now);
    if (plan.outcome === "refuse") throw new ServiceError("conflict", { message: refusals[plan.reason] });
    const isEmergency = gracePeriodSeconds === 0;
    const violations = isEmergency ? await assertEmergencySecret(tx, ctx, scope, before) : [];
    if (!isEmergency) await assertAppAsItIs(tx, ctx, scope, before);
    const { secret, row } = planSecretRow(scope, ctx.now);
    for (const { secretId, endsAt } of plan.endings) {
      await tx.appSecret.updateMany({ where: { id: secretId, appId: id }, data: { endsAt } });
    }
    await tx.appSecret.create({ data: { ...row, appId: id } });
    created = secret;
    const ended = plan.endings.map(({ secretId, endsAt }) => ({ secretId, endsAt: endsAt.toISOString() }));
    return {
      action: "app_secret.create",
      describe: () => ({
        secretId: row.id,
        gracePeriodSeconds,
        ended,
        ...(violations.length === 0 ? {} : { policyViolations: violations.map(({ rule }) => rule) }),
      }),
    };
  });
  return { ...app, secret: created };
}
