import type { MailOrigin } from "./mail-links.ts";
import { joinLines, mailText } from "./mail-text.ts";
import type { Mail } from "./send-mail.ts";

/** Sent when someone signs up with an email address that has an account. The sign-up response doesn't reveal it. */
export function createTakenAddressMail(email: string, origin: MailOrigin): Mail {
  const lines = [
    mailText`Someone tried to create an account on ByteEngine Console with this email address. You already have one.`,
    mailText``,
    mailText`If it was you, sign in with your password:`,
    mailText``,
    mailText`${{ url: `${origin}/sign-in` }}`,
    mailText``,
    mailText`If it wasn't you, ignore this email. Nothing has changed.`,
    mailText``,
  ];
  return { to: email, subject: mailText`Your account on ByteEngine Console`, text: joinLines(lines) };
}
