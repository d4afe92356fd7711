import { noteChange, type Transaction } from "#lib/db/transaction.ts";

/** What a change can alter the verdicts of. */
export type InvalidationKind = "key" | "member" | "user" | "team" | "environment";

/**
 * Tells every instance, in the mutation's own transaction, that verdicts about this may have changed (ADR 0007): a row
 * for those that poll, a notification for those that listen, and this process at once when the transaction is committed.
 * `subjectId` is the id of what changed: key_…, mem_…, user_…, team_… or env_…; all keys it bears on are read anew.
 */
export async function recordInvalidation(
  tx: Transaction,
  kind: InvalidationKind,
  subjectId: string,
): Promise<void> {
  const changeId = noteChange(tx, subjectId);
  await tx.$executeRaw`
    WITH recorded AS (INSERT INTO invalidations (kind, subject_id) VALUES (${kind}, ${subjectId}) RETURNING subject_id)
    SELECT pg_notify('byteengine_invalidations', subject_id || ' ' || ${changeId}) FROM recorded`;
}
