import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { findKey, lockKey } from "./find-key.ts";
import { toKeyDto } from "./plan/key-dto.ts";

/** POST /keys/{id}/disable: rejects the key until it is enabled. Idempotent. Throws `conflict` for a revoked key. */
export async function disableKey(ctx: ServiceContext, input: { id: string }): Promise<KeyDto> {
  const scope = authorize(ctx, "keys:write");
  const { id } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const key = await lockKey(tx, scope, id);
    if (key.revokedAt !== null) throw new ServiceError("conflict", { message: "This key was deleted" });
    if (key.disabledAt !== null) return toKeyDto(key, ctx.now);
    await tx.apiKey.updateMany({
      where: { id, teamId: scope.teamId, disabledAt: null },
      data: { disabledAt: ctx.now, updatedAt: ctx.now },
    });
    await recordInvalidation(tx, "key", id);
    await emitAudit(tx, ctx, {
      teamId: scope.teamId,
      action: "key.disable",
      target: { type: "key", id },
      changes: {},
    });
    return toKeyDto(await findKey(tx, scope, id), ctx.now);
  });
}
