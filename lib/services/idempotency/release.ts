import type { IdempotencyClaim, ServiceContext } from "#lib/services/context.ts";

/** Gives the key back after a request that changed nothing, so that it can be tried again. */
export async function releaseClaim(
  ctx: Pick<ServiceContext, "runtime">,
  claim: IdempotencyClaim,
): Promise<void> {
  await ctx.runtime.database.prisma.idempotencyRecord.deleteMany({
    where: { caller: claim.caller, key: claim.key, createdAt: claim.claimedAt, completedAt: null },
  });
}
