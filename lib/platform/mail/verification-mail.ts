import type { MailOrigin } from "./mail-links.ts";
import { joinLines, mailText } from "./mail-text.ts";
import type { Mail } from "./send-mail.ts";

/** The link works only while signed in to the account, so nobody confirms someone else's mistyped address by accident. */
export function createVerificationMail(email: string, origin: MailOrigin, token: string): Mail {
  const url = `${origin}/verify-email/${token}`;
  const lines = [
    mailText`Confirm that this email address belongs to your account on ByteEngine Console.`,
    mailText``,
    mailText`Sign in, then open this link. It works once and expires in 24 hours:`,
    mailText``,
    mailText`${{ url }}`,
    mailText``,
    mailText`If you don't have an account there, ignore this email. The link does nothing without your password.`,
    mailText``,
  ];
  return { to: email, subject: mailText`Verify your email on ByteEngine Console`, text: joinLines(lines) };
}
