import { reserveAttempt } from "#lib/auth/limits/throttle.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { getActorId } from "#lib/domain/actor.ts";
import { hourSeconds } from "#lib/domain/common/durations.ts";
import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { hashSecret, isWellFormedSecret } from "#lib/domain/keys/secret.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findKey } from "./find-key.ts";
import { toKeyDto } from "./plan/key-dto.ts";

/**
 * Someone who looks up a key has its secret, so that is an event of the console's own log: one an hour for each caller and
 * key, however often a program asks.
 */
async function recordLookUp(ctx: ServiceContext, teamId: string, keyId: string): Promise<void> {
  const { database } = ctx.runtime;
  const subject = `look-up:${getActorId(ctx.actor)}:${keyId}`;
  try {
    await reserveAttempt(database, [{ subject, max: 1, windowSeconds: hourSeconds }], ctx.now);
  } catch (error) {
    if (error instanceof ServiceError && error.code === "rate_limit_exceeded") return;
    throw error;
  }
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "key.look_up",
      target: { type: "key", id: keyId },
      changes: { team: teamId },
    }),
  );
}

/** POST /keys/lookup: finds the team's key with this current or former secret. Throws `not_found`. */
export async function lookUpKey(ctx: ServiceContext, input: { key: string }): Promise<KeyDto> {
  const scope = authorize(ctx, "keys:read");
  const text = input.key.trim();
  if (!isWellFormedSecret(text)) throw notFound();
  const { prisma } = ctx.runtime.database;
  const secret = await prisma.keySecret.findFirst({
    where: { hash: new Uint8Array(hashSecret(text)), key: { teamId: scope.teamId } },
    select: { keyId: true },
  });
  if (secret === null) throw notFound();
  const key = await findKey(prisma, scope, secret.keyId);
  await recordLookUp(ctx, scope.teamId, key.id);
  return toKeyDto(key, ctx.now);
}
