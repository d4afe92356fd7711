import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { planFinish } from "#lib/domain/keys/rotation.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { findKey, lockKey } from "./find-key.ts";
import { toKeyDto } from "./plan/key-dto.ts";
import { endSecrets } from "./rotate.ts";

/** POST /keys/{id}/rotate/finish: ends the previous secrets now. Idempotent: does nothing without a rotation in progress. */
export async function finishRotation(ctx: ServiceContext, input: { id: string }): Promise<KeyDto> {
  const scope = authorize(ctx, "keys:write");
  const { id } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const key = await lockKey(tx, scope, id);
    const endings = planFinish(key, ctx.now);
    if (endings.length === 0) return toKeyDto(key, ctx.now);
    await endSecrets(tx, id, endings);
    await recordInvalidation(tx, "key", id);
    await emitAudit(tx, ctx, {
      teamId: scope.teamId,
      action: "key.finish_rotation",
      target: { type: "key", id },
      changes: { ended: endings.map(({ secretId }) => secretId) },
    });
    return toKeyDto(await findKey(tx, scope, id), ctx.now);
  });
}
