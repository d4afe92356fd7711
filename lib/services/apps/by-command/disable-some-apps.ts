import type { Transaction } from "#lib/platform/db/transaction.ts";

/** Disables the next active apps of a team, at most this many. Returns their ids. The caller records the invalidation. */
export async function disableSomeApps(
  tx: Transaction,
  { teamId, limit, now }: { teamId: string; limit: number; now: Date },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE apps
    SET disabled_at = ${now}::timestamptz, updated_at = greatest(${now}::timestamptz, updated_at + interval '1 millisecond')
    WHERE team_id = ${teamId} AND id IN (
      SELECT id FROM apps WHERE team_id = ${teamId} AND deleted_at IS NULL AND disabled_at IS NULL
      ORDER BY id LIMIT ${limit} FOR UPDATE)
    RETURNING id`;
  return rows.map(({ id }) => id).sort();
}
