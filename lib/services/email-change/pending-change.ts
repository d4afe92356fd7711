import type { EmailChangeDto } from "#lib/contract/people/email-change.ts";
import type { EmailChange, Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { dropMails } from "#lib/services/mails/drop-mails.ts";

/** The condition for a change that can still be confirmed. */
export function wherePending(userId: string, now: Date) {
  return { userId, endedAt: null, expiresAt: { gt: now } } as const satisfies Prisma.EmailChangeWhereInput;
}

/** Ends every change of the person that is not applied yet, and returns whether there was one. */
export async function endPendingChanges(tx: Transaction, userId: string, now: Date): Promise<boolean> {
  const { count } = await tx.emailChange.updateMany({
    where: { userId, endedAt: null },
    data: { endedAt: now },
  });
  await dropMails(tx, { subjectId: userId, kinds: ["email_change"], now });
  return count > 0;
}

/** Whose link must still be opened. */
export function listWaiting(change: EmailChange): ("new" | "old")[] {
  return [
    ...(change.newConfirmedAt === null ? (["new"] as const) : []),
    ...(change.oldTokenHash !== null && change.oldConfirmedAt === null ? (["old"] as const) : []),
  ];
}

export function toEmailChangeDto(email: string, pending: EmailChange | null): EmailChangeDto {
  if (pending === null) return { email, pending: null };
  const { newEmail, expiresAt } = pending;
  const waitsFor = listWaiting(pending);
  return { email, pending: { email: newEmail, waitsFor, expiresAt: expiresAt.toISOString() } };
}
