import type { Transaction } from "#lib/platform/db/transaction.ts";

interface Person {
  teamId: string;
  userId: string;
}

// Both date the keys later than their last change, so that a form opened before detects this one.

/** Revokes a person's keys in a team. Returns their ids. */
export async function revokeOwnedKeys(
  tx: Transaction,
  { teamId, userId }: Person,
  { now, includesExpired }: { now: Date; includesExpired: boolean },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE api_keys
    SET revoked_at = ${now}::timestamptz, updated_at = greatest(${now}::timestamptz, updated_at + interval '1 millisecond')
    WHERE team_id = ${teamId} AND owner_user_id = ${userId} AND revoked_at IS NULL
      AND (${includesExpired} OR expires_at IS NULL OR expires_at > ${now}::timestamptz)
    RETURNING id`;
  return rows.map(({ id }) => id).sort();
}

/**
 * Locks a person's live keys in a team until the transaction ends, so that no other change to them is lost. Returns their ids.
 */
export async function lockOwnedKeys(
  tx: Transaction,
  { teamId, userId }: Person,
  now: Date,
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE api_keys
    SET updated_at = greatest(${now}::timestamptz, updated_at + interval '1 millisecond')
    WHERE team_id = ${teamId} AND owner_user_id = ${userId} AND revoked_at IS NULL
      AND (expires_at IS NULL OR expires_at > ${now}::timestamptz)
    RETURNING id`;
  return rows.map(({ id }) => id).sort();
}
