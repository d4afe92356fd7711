import { noteChange, type Transaction } from "#lib/platform/db/transaction.ts";

/** The kinds of objects whose changes can affect verdicts. */
export type InvalidationKind = "key" | "member" | "user" | "team" | "environment" | "app";

/**
 * Notifies every instance, in the mutation's own transaction, that verdicts can have changed (ADR 0007): with a row for
 * instances that poll, a notification for those that listen, and in this process as soon as the transaction is committed.
 * `subjectId` is the id of the changed object: key_…, mem_…, user_…, team_…, env_… or app_….
 * All keys it affects are read again.
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
