import { whereOpen } from "#lib/auth/session/session-life.ts";
import type { UserActor } from "#lib/domain/actor.ts";
import { createUnauthorized } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { lockActivePerson } from "#lib/services/users/ownership/lock-user.ts";

/**
 * Locks the calling person's row until the transaction ends. Throws `unauthorized` if their account was suspended, or if
 * their session ended or was renewed, since the request was identified.
 */
export async function lockLivePerson(
  tx: Transaction,
  { userId, sessionId }: Pick<UserActor, "userId" | "sessionId">,
  now: Date,
): Promise<User> {
  const user = await lockActivePerson(tx, userId);
  const session = await tx.session.findFirst({ where: { id: sessionId, userId, ...whereOpen(now) } });
  if (session === null) throw createUnauthorized(true);
  return user;
}
