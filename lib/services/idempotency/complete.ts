import { ServiceError } from "#lib/domain/common/errors.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
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

/** Runs a mutation in one transaction, which also completes the claim with the id of the resource that it returns. */
export async function withClaim<Resource extends { id: string }>(
  ctx: Pick<ServiceContext, "runtime" | "idempotency" | "now">,
  run: (tx: Transaction) => Promise<Resource>,
): Promise<Resource> {
  return withTransaction(ctx.runtime.database, async (tx) => {
    const resource = await run(tx);
    await completeClaim(tx, ctx, resource.id);
    return resource;
  });
}
