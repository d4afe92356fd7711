import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { MailKind } from "./mail-content.ts";

/**
 * Ends emails whose link ends before they are sent, in the transaction that ends the link. One that is being sent at this moment can
 * still arrive.
 */
export async function dropMails(
  tx: Transaction,
  { subjectId, kinds, now }: { subjectId: string; kinds: readonly MailKind[]; now: Date },
): Promise<void> {
  await tx.outboxMail.updateMany({
    where: { subjectId, kind: { in: [...kinds] }, endedAt: null },
    data: { endedAt: now, outcome: "dropped", content: null, contentKeyId: null },
  });
}
