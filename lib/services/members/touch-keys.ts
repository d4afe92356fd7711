import type { Transaction } from "#lib/platform/db/transaction.ts";

/**
 * Locks a person's keys in a team until the transaction ends, so that no other change to them is lost, and dates them later
 * than their last change, so that a form opened before detects this one. Returns their ids.
 */
export async function touchKeys(
  tx: Transaction,
  person: { teamId: string; userId: string },
  options: { now: Date; includesExpired: boolean },
): Promise<string[]> {
  const { now, includesExpired } = options;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE api_keys
    SET updated_at = greatest(${now}::timestamptz, updated_at + interval '1 millisecond')
    WHERE team_id = ${person.teamId} AND owner_user_id = ${person.userId} AND revoked_at IS NULL
      AND (${includesExpired} OR expires_at IS NULL OR expires_at > ${now}::timestamptz)
    RETURNING id`;
  return rows.map(({ id }) => id).sort();
}
