import { timingSafeEqual } from "node:crypto";
import { dayMs, minuteMs } from "#lib/domain/common/durations.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { IdempotencyRecord } from "#lib/platform/db/generated/client.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { IdempotencyClaim, ServiceContext } from "#lib/services/context.ts";

/** A claim that is not completed within this time belonged to a process that has ended. */
const claimLifeMs = minuteMs;

const recordLifeMs = dayMs;

export type ClaimOutcome =
  | { outcome: "claimed"; claim: IdempotencyClaim }
  /** The same request was already executed: respond with the resource it created. */
  | { outcome: "done"; resourceId: string };

/** Keyed digests of method, path and body. */
export interface RequestDigests {
  /** The body as written. Records of the previous release contain only this digest. */
  asWritten: Buffer;
  /** The body with sorted fields, so that the order of fields does not matter. */
  content: Buffer;
}

function isSameRequest(record: IdempotencyRecord, accepted: readonly RequestDigests[]): boolean {
  const { contentDigest, requestDigest } = record;
  if (contentDigest !== null) return accepted.some(({ content }) => timingSafeEqual(contentDigest, content));
  return accepted.some(({ asWritten }) => timingSafeEqual(requestDigest, asWritten));
}

export interface ClaimRequest {
  caller: string;
  key: string;
  digests: RequestDigests;
  /** The same with each secret that is still set, because the record can be older than the newest one. */
  accepted: readonly RequestDigests[];
}

function toColumns({ asWritten, content }: RequestDigests) {
  return { requestDigest: new Uint8Array(asWritten), contentDigest: new Uint8Array(content) };
}

/**
 * Claims the Idempotency-Key for this request. Throws `idempotency_mismatch` if it was used with a different request,
 * `conflict` while the first request is still running.
 */
export async function claimIdempotencyKey(
  ctx: Pick<ServiceContext, "runtime" | "now">,
  request: ClaimRequest,
): Promise<ClaimOutcome> {
  const { caller, key, digests, accepted } = request;
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
      if (!isSameRequest(known, accepted)) throw new ServiceError("idempotency_mismatch");
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
