import { getHint } from "#lib/contract/keys/key-hint.ts";
import type { KeyWithSecretDto, RotateKeyInput } from "#lib/contract/keys/keys.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { planRotation, type RotationRefusal, type SecretEnding } from "#lib/domain/keys/rotation.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { readTeamRules } from "./create.ts";
import { findKey, lockKey } from "./find-key.ts";
import { assertGrant } from "./plan/assert-grant.ts";
import { toKeyDto } from "./plan/key-dto.ts";
import { planKeyAsItIs } from "./plan/plan-key.ts";

const refusals: Record<RotationRefusal, string> = {
  disabled: "This key is disabled. Enable it before you rotate it",
  expired: "This key has expired",
  revoked: "This key was deleted",
  not_current: "This key has been rotated since you loaded it. Load the latest version and try again",
  already_rotating: "A rotation is in progress. Finish it first, or rotate with a grace period of 0",
};

export async function endSecrets(
  tx: Transaction,
  keyId: string,
  endings: readonly SecretEnding[],
): Promise<void> {
  for (const { secretId, endsAt } of endings) {
    await tx.keySecret.updateMany({ where: { id: secretId, keyId }, data: { endsAt } });
  }
}

/**
 * POST /keys/{id}/rotate: creates a new secret, which is returned only once. The previous secret keeps working during the
 * grace period. Throws `not_found`, `forbidden`, and `conflict` for a key that cannot be rotated now.
 */
export async function rotateKey(
  ctx: ServiceContext,
  input: RotateKeyInput & { id: string },
): Promise<KeyWithSecretDto> {
  const scope = authorize(ctx, "keys:write");
  const { teamId } = scope;
  const { id, ...request } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const key = await lockKey(tx, scope, id);
    const plan = planRotation(key, request, ctx.now);
    if (plan.outcome === "refuse") throw new ServiceError("conflict", { message: refusals[plan.reason] });
    const { permissions } = await readTeamRules(tx, scope);
    const planned = await planKeyAsItIs(tx, scope, key, ctx.runtime.config.rateLimit);
    assertGrant(scope, planned, permissions, ctx.now);
    await endSecrets(tx, id, plan.endings);
    const secret = createSecret();
    const secretId = createId("secret");
    await tx.keySecret.create({
      data: {
        id: secretId,
        keyId: id,
        hash: new Uint8Array(hashSecret(secret)),
        hint: getHint(secret),
        createdAt: ctx.now,
      },
    });
    await tx.apiKey.updateMany({ where: { id, teamId }, data: { updatedAt: ctx.now } });
    await recordInvalidation(tx, "key", id);
    await emitAudit(tx, ctx, {
      teamId,
      action: "key.rotate",
      target: { type: "key", id },
      changes: {
        secretId,
        gracePeriodSeconds: request.gracePeriodSeconds,
        ended: plan.endings.map(({ secretId: ended, endsAt }) => ({
          secretId: ended,
          endsAt: endsAt.toISOString(),
        })),
      },
    });
    return { ...toKeyDto(await findKey(tx, scope, id), ctx.now), secret };
  });
}
