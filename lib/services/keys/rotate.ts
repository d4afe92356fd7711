import type { KeyWithSecretDto, RotateKeyInput } from "#lib/contract/keys/keys.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { planRotation, type RotationRefusal } from "#lib/domain/keys/rotation.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { changeKey } from "./change-key.ts";
import { assertEmergencyRotation, assertGrantAsItIs } from "./plan/assert-grant.ts";
import { endSecrets, planSecret } from "./plan/secrets.ts";

const refusals: Record<RotationRefusal, string> = {
  disabled: "This key is disabled. Enable it before you rotate it",
  expired: "This key has expired",
  revoked: "This key was deleted",
  not_current: "This key has been rotated since you loaded it. Load the latest version and try again",
  already_rotating: "A rotation is in progress. Finish it first, or rotate with a grace period of 0",
};

/**
 * POST /keys/{id}/rotate: creates a new secret, which is returned only once. The previous secret keeps working during the
 * grace period. Without one, most rules of the environment don't apply, because the secret may have leaked
 * (assertEmergencyRotation). Throws `not_found`, `forbidden`, `policy_violation`, and `conflict` for a key that cannot be
 * rotated now.
 */
export async function rotateKey(
  ctx: ServiceContext,
  input: RotateKeyInput & { id: string },
): Promise<KeyWithSecretDto> {
  const { id, ...request } = input;
  const { secret, row } = planSecret(ctx.now);
  const rotated = await changeKey(ctx, id, async ({ tx, scope, key }) => {
    const plan = planRotation(key, request, ctx.now);
    if (plan.outcome === "refuse") throw new ServiceError("conflict", { message: refusals[plan.reason] });
    const isEmergency = request.gracePeriodSeconds === 0;
    const violations = isEmergency ? await assertEmergencyRotation(tx, ctx, scope, key) : [];
    if (!isEmergency) await assertGrantAsItIs(tx, ctx, scope, key);
    await endSecrets(tx, id, plan.endings);
    await tx.keySecret.create({ data: { ...row, keyId: id } });
    const ended = plan.endings.map(({ secretId, endsAt }) => ({ secretId, endsAt: endsAt.toISOString() }));
    return {
      action: "key.rotate",
      describe: () => ({
        secretId: row.id,
        gracePeriodSeconds: request.gracePeriodSeconds,
        ended,
        ...(violations.length === 0 ? {} : { policyViolations: violations.map(({ rule }) => rule) }),
      }),
    };
  });
  return { ...rotated, secret };
}
