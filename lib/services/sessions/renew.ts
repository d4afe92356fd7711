import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { whereOpen } from "#lib/auth/session/session-life.ts";
import type { UserActor } from "#lib/domain/actor.ts";
import { createUnauthorized } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/**
 * Replaces the caller's session with a new one that ends at the same time, and returns that one: a cookie that was copied
 * before no longer works. Throws `unauthorized` if the session ended in the meantime.
 *
 * `authenticatedAt` is when the person last proved who they are.
 */
export async function renewSession(
  tx: Transaction,
  actor: UserActor,
  now: Date,
  authenticatedAt = now,
): Promise<{ id: string; secret: string; expiresAt: Date }> {
  const where = { id: actor.sessionId, userId: actor.userId, ...whereOpen(now) };
  const session = await tx.session.findFirst({ where });
  const { count } = await tx.session.updateMany({ where, data: { endedAt: now } });
  if (session === null || count === 0) throw createUnauthorized(true);
  const id = createId("session");
  const secret = createOneTimeToken();
  const secretHash = new Uint8Array(hashOneTimeToken(secret));
  await tx.session.create({ data: { ...session, id, secretHash, lastSeenAt: now, authenticatedAt } });
  return { id, secret, expiresAt: session.expiresAt };
}
