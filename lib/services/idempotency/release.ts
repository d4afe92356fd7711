import type { IdempotencyClaim, ServiceContext } from "#lib/services/context.ts";

/** Releases the Idempotency-Key after a request that changed nothing, so that the request can be retried. */
export async function releaseClaim(
  ctx: Pick<ServiceContext, "runtime">,
  claim: IdempotencyClaim,
): Promise<void> {
  await ctx.runtime.database.prisma.idempotencyRecord.deleteMany({
    where: { caller: claim.caller, key: claim.key, createdAt: claim.claimedAt, completedAt: null },
  });
}
