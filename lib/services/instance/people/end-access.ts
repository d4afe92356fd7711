import type { Transaction } from "#lib/platform/db/transaction.ts";
import { endPendingChanges } from "#lib/services/email-change/pending-change.ts";
import { dropMails } from "#lib/services/mails/drop-mails.ts";
import { accountLinkKinds } from "#lib/services/mails/mail-content.ts";
import { endAllSessions } from "#lib/services/sessions/end-all.ts";

/** Ends a person's sessions and sign-ins that wait for a second factor. Returns the number of sessions. */
export async function endSignIns(tx: Transaction, userId: string, now: Date): Promise<number> {
  await tx.oneTimeToken.updateMany({
    where: { userId, purpose: "sign_in", usedAt: null },
    data: { usedAt: now },
  });
  return endAllSessions(tx, userId, now);
}

/** Ends also the links that would change the account once it is active again. */
export async function endAllAccess(tx: Transaction, userId: string, now: Date): Promise<number> {
  await tx.oneTimeToken.updateMany({
    where: { userId, purpose: { in: ["password_reset", "email_verification"] }, usedAt: null },
    data: { usedAt: now },
  });
  await endPendingChanges(tx, userId, now);
  await dropMails(tx, { subjectId: userId, kinds: accountLinkKinds, now });
  return endSignIns(tx, userId, now);
}
