import { createUnauthorized } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** Reads the person and locks their row until the transaction ends. Null for an unknown id. */
export async function lockUser(tx: Transaction, userId: string): Promise<User | null> {
  await tx.$executeRaw`SELECT 1 FROM users WHERE id = ${userId} FOR UPDATE`;
  return tx.user.findUnique({ where: { id: userId } });
}

/**
 * Locks a person's row until the transaction ends, for what must not happen while their account is deleted. Throws
 * `unauthorized` if it was deleted or suspended since the request was identified.
 */
export async function lockActivePerson(tx: Transaction, userId: string): Promise<User> {
  const user = await lockUser(tx, userId);
  if (user?.status !== "active") throw createUnauthorized(true);
  return user;
}
