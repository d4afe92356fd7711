import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { readTeamRules } from "./create.ts";
import { findKey, lockKey } from "./find-key.ts";
import { assertGrant } from "./plan/assert-grant.ts";
import { toKeyDto } from "./plan/key-dto.ts";
import { planKeyAsItIs } from "./plan/plan-key.ts";

/**
 * POST /keys/{id}/enable: makes a disabled key work again. Idempotent. Throws `conflict` for a revoked key, `forbidden` for
 * one that can do more than the caller.
 */
export async function enableKey(ctx: ServiceContext, input: { id: string }): Promise<KeyDto> {
  const scope = authorize(ctx, "keys:write");
  const { id } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const key = await lockKey(tx, scope, id);
    if (key.revokedAt !== null) throw new ServiceError("conflict", { message: "This key was deleted" });
    const { permissions } = await readTeamRules(tx, scope);
    const planned = await planKeyAsItIs(tx, scope, key, ctx.runtime.config.rateLimit);
    assertGrant(scope, planned, permissions, ctx.now);
    if (key.disabledAt === null) return toKeyDto(key, ctx.now);
    await tx.apiKey.updateMany({
      where: { id, teamId: scope.teamId, revokedAt: null },
      data: { disabledAt: null, updatedAt: ctx.now },
    });
    await recordInvalidation(tx, "key", id);
    await emitAudit(tx, ctx, {
      teamId: scope.teamId,
      action: "key.enable",
      target: { type: "key", id },
      changes: {},
    });
    return toKeyDto(await findKey(tx, scope, id), ctx.now);
  });
}
