import type { Transaction } from "#lib/db/transaction.ts";

/** What a change can alter the verdicts of. */
export type InvalidationKind = "key" | "member" | "user" | "team" | "environment";

/** Tells every instance's cache, in the mutation's transaction, that verdicts about this may have changed (ADR 0007). */
export async function recordInvalidation(
  tx: Transaction,
  kind: InvalidationKind,
  subjectId: string,
): Promise<void> {
  await tx.invalidation.create({ data: { kind, subjectId } });
}
