import { timingSafeEqual } from "node:crypto";
import { withTransaction } from "#lib/db/transaction.ts";
import { ServiceError } from "#lib/errors.ts";
import type { IdempotencyClaim, ServiceContext } from "#lib/services/context.ts";

/** A claim nobody completed for so long belonged to a process that is gone. */
const claimLifeMs = 60_000;

const recordLifeMs = 24 * 3_600_000;

export type ClaimOutcome =
  | { outcome: "claimed"; claim: IdempotencyClaim }
  /** The same request was done before: answer with what it made. */
  | { outcome: "done"; resourceId: string };

export interface ClaimRequest {
  caller: string;
  key: string;
  /** Keyed digest of method, path and body. */
  digest: Buffer;
}

/**
 * Claims the key for this request. Throws `idempotency_mismatch` when it was used with another request, `conflict` while
 * the first one still runs.
 */
export async function claimIdempotencyKey(
  ctx: Pick<ServiceContext, "runtime" | "now">,
  request: ClaimRequest,
): Promise<ClaimOutcome> {
  const { caller, key, digest } = request;
  const { now } = ctx;
  const claim = { caller, key, claimedAt: now };
  return withTransaction(ctx.runtime.database, async (tx) => {
    const { count } = await tx.idempotencyRecord.createMany({
      data: [{ caller, key, requestDigest: new Uint8Array(digest), createdAt: now }],
      skipDuplicates: true,
    });
    if (count === 1) return { outcome: "claimed", claim };
    await tx.$executeRaw`SELECT 1 FROM idempotency_records WHERE caller = ${caller} AND key = ${key} FOR UPDATE`;
    const known = await tx.idempotencyRecord.findUnique({ where: { caller_key: { caller, key } } });
    const isOver = known === null || now.getTime() - known.createdAt.getTime() > recordLifeMs;
    if (!isOver) {
      if (!timingSafeEqual(known.requestDigest, digest)) throw new ServiceError("idempotency_mismatch");
      if (known.resourceId !== null) return { outcome: "done", resourceId: known.resourceId };
      if (now.getTime() - known.createdAt.getTime() <= claimLifeMs) {
        throw new ServiceError("conflict", {
          message: "A request with this Idempotency-Key is still running",
        });
      }
    }
    const taken = {
      requestDigest: new Uint8Array(digest),
      createdAt: now,
      completedAt: null,
      resourceId: null,
    };
    await tx.idempotencyRecord.upsert({
      where: { caller_key: { caller, key } },
      create: { caller, key, ...taken },
      update: taken,
    });
    return { outcome: "claimed", claim };
  });
}
