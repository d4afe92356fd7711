import { timingSafeEqual } from "node:crypto";
import type { IdempotencyRecord } from "#lib/db/generated/client.ts";
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

/** Keyed digests of method, path and body. */
export interface RequestDigests {
  /** As it was written; what a record of the release before holds. */
  asWritten: Buffer;
  /** With the fields of its body in one order: the same for every way to write it. */
  content: Buffer;
}

function isSameRequest(known: IdempotencyRecord, digests: RequestDigests): boolean {
  if (known.contentDigest !== null) return timingSafeEqual(known.contentDigest, digests.content);
  return timingSafeEqual(known.requestDigest, digests.asWritten);
}

export interface ClaimRequest {
  caller: string;
  key: string;
  digests: RequestDigests;
}

function toColumns({ asWritten, content }: RequestDigests) {
  return { requestDigest: new Uint8Array(asWritten), contentDigest: new Uint8Array(content) };
}

/**
 * Claims the key for this request. Throws `idempotency_mismatch` when it was used with another request, `conflict` while
 * the first one still runs.
 */
export async function claimIdempotencyKey(
  ctx: Pick<ServiceContext, "runtime" | "now">,
  request: ClaimRequest,
): Promise<ClaimOutcome> {
  const { caller, key, digests } = request;
  const { now } = ctx;
  const claim = { caller, key, claimedAt: now };
  return withTransaction(ctx.runtime.database, async (tx) => {
    const { count } = await tx.idempotencyRecord.createMany({
      data: [{ caller, key, ...toColumns(digests), createdAt: now }],
      skipDuplicates: true,
    });
    if (count === 1) return { outcome: "claimed", claim };
    await tx.$executeRaw`SELECT 1 FROM idempotency_records WHERE caller = ${caller} AND key = ${key} FOR UPDATE`;
    const known = await tx.idempotencyRecord.findUnique({ where: { caller_key: { caller, key } } });
    const isOver = known === null || now.getTime() - known.createdAt.getTime() > recordLifeMs;
    if (!isOver) {
      if (!isSameRequest(known, digests)) throw new ServiceError("idempotency_mismatch");
      if (known.resourceId !== null) return { outcome: "done", resourceId: known.resourceId };
      if (now.getTime() - known.createdAt.getTime() <= claimLifeMs) {
        throw new ServiceError("conflict", {
          message: "A request with this Idempotency-Key is still running",
        });
      }
    }
    const taken = {
      ...toColumns(digests),
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
