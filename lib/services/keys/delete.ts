import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { findKey, lockKey } from "./find-key.ts";
import { toKeyDto } from "./plan/key-dto.ts";

/** DELETE /keys/{id}: revokes the key immediately and permanently. The row stays for the history. Idempotent. */
export async function deleteKey(
  ctx: ServiceContext,
  input: { id: string; reason?: string | undefined },
): Promise<KeyDto> {
  const scope = authorize(ctx, "keys:write");
  const { id, reason } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const key = await lockKey(tx, scope, id);
    if (key.revokedAt !== null) return toKeyDto(key, ctx.now);
    await tx.apiKey.updateMany({
      where: { id, teamId: scope.teamId, revokedAt: null },
      data: { revokedAt: ctx.now, updatedAt: ctx.now },
    });
    await recordInvalidation(tx, "key", id);
    await emitAudit(tx, ctx, {
      teamId: scope.teamId,
      action: "key.delete",
      target: { type: "key", id },
      changes: { name: key.name, reason: reason ?? null },
    });
    return toKeyDto(await findKey(tx, scope, id), ctx.now);
  });
}
