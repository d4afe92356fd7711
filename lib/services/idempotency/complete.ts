import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/**
 * Records the created resource in the mutation's own transaction. Throws `conflict`, which rolls the mutation back, if
 * another attempt has taken over the claim.
 */
export async function completeClaim(
  tx: Transaction,
  ctx: Pick<ServiceContext, "idempotency" | "now">,
  resourceId: string,
): Promise<void> {
  const claim = ctx.idempotency;
  if (claim === undefined) return;
  const { count } = await tx.idempotencyRecord.updateMany({
    where: { caller: claim.caller, key: claim.key, createdAt: claim.claimedAt },
    data: { completedAt: ctx.now, resourceId },
  });
  if (count === 0) {
    throw new ServiceError("conflict", {
      message: "Another request with this Idempotency-Key has taken over",
    });
  }
}
