import { joinLines, mailText } from "./mail-text.ts";
import type { Mail } from "./send-mail.ts";

/** The link works only for whoever is signed in to the account: someone else's mistake cannot be confirmed by accident. */
export function createVerificationMail(email: string, url: string): Mail {
  const lines = [
    mailText`Confirm that this address belongs to your account on ByteEngine Console.`,
    mailText``,
    mailText`Sign in, then open this link. It works once, for 24 hours:`,
    mailText``,
    mailText`${{ url }}`,
    mailText``,
    mailText`If you have no account there, ignore this mail. Without your password the link does nothing.`,
    mailText``,
  ];
  return { to: email, subject: mailText`Verify your email on ByteEngine Console`, text: joinLines(lines) };
}
