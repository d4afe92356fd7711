import { z } from "zod";
import { openSecret } from "#lib/auth/credentials/secret-box.ts";
import type { OutboxMail } from "#lib/platform/db/generated/client.ts";
import type { MailText } from "#lib/platform/mail/mail-text.ts";
import type { Mail } from "#lib/platform/mail/send-mail.ts";

/** The kinds of emails with a content of their own, which are not about notices. */
export type MailKind =
  | "invitation"
  | "email_verification"
  | "password_reset"
  | "account_exists"
  | "email_change"
  | "account_deleted";

/** The kinds that are about the account of their recipient. An invitation is not: it is about a team. */
export const accountMailKinds: readonly MailKind[] = [
  "email_verification",
  "password_reset",
  "account_exists",
  "email_change",
];

/** The kinds with a link that ends when the account changes. Their subject is the person. */
export const accountLinkKinds: readonly MailKind[] = ["email_verification", "password_reset", "email_change"];

const contentSchema = z.object({ subject: z.string(), text: z.string() });

/** What is encrypted: everything besides the recipient. */
export function toSealedText({ subject, text }: Mail): string {
  return JSON.stringify({ subject, text });
}

/** What the encrypted text belongs to. Also the recipient: nobody who can write to the database gets someone else's link. */
export function describeRow({ id, recipient }: Pick<OutboxMail, "id" | "recipient">): string {
  return `${id} ${recipient}`;
}

/** The email of a row of the outbox. Null if the session secret that encrypted it is gone. */
export function openMail(
  row: Pick<OutboxMail, "id" | "recipient" | "content" | "contentKeyId">,
  secrets: readonly string[],
): Mail | null {
  const { recipient, content, contentKeyId } = row;
  if (content === null || contentKeyId === null) return null;
  const text = openSecret({ sealed: content, keyId: contentKeyId }, describeRow(row), secrets);
  if (text === null) return null;
  const parsed = contentSchema.parse(JSON.parse(text));
  return { to: recipient, subject: asMailText(parsed.subject), text: asMailText(parsed.text) };
}

/** Only the console can have encrypted it, and it encrypts only MailText. */
function asMailText(text: string): MailText {
  return text as MailText;
}
