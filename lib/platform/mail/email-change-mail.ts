import type { MailOrigin } from "./mail-links.ts";
import { joinLines, mailText } from "./mail-text.ts";
import type { Mail } from "./send-mail.ts";

const subject = mailText`Your email address on ByteEngine Console`;

export function createConfirmNewEmailMail(email: string, origin: MailOrigin, token: string): Mail {
  const url = `${origin}/confirm-email/${token}`;
  const lines = [
    mailText`Someone wants to use this email address for their account on ByteEngine Console.`,
    mailText``,
    mailText`If it was you, sign in and open this link. It works once and expires in 24 hours:`,
    mailText``,
    mailText`${{ url }}`,
    mailText``,
    mailText`If it wasn't you, ignore this email. The link does nothing without that account's password.`,
    mailText``,
  ];
  return { to: email, subject, text: joinLines(lines) };
}

export function createConfirmOldEmailMail(
  email: string,
  newEmail: string,
  { origin, token }: { origin: MailOrigin; token: string },
): Mail {
  const url = `${origin}/confirm-email/${token}`;
  const lines = [
    mailText`Your account on ByteEngine Console is about to change to another email address: ${newEmail}`,
    mailText``,
    mailText`If you want that, sign in and open this link. It works once and expires in 24 hours:`,
    mailText``,
    mailText`${{ url }}`,
    mailText``,
    mailText`If it wasn't you, someone knows your password. Change it, and don't open the link: without it, the address stays the same.`,
    mailText``,
  ];
  return { to: email, subject, text: joinLines(lines) };
}

/** Sent to an old address that was never verified, whose owner needs no link. */
export function createLeavingAddressMail(email: string, newEmail: string): Mail {
  const lines = [
    mailText`An account on ByteEngine Console with this email address is about to change to another one: ${newEmail}`,
    mailText``,
    mailText`If it is your account and it wasn't you, someone knows your password: change it.`,
    mailText``,
  ];
  return { to: email, subject, text: joinLines(lines) };
}

/** Sent instead of a link if the new address has an account. The response of the request doesn't reveal it. */
export function createEmailTakenMail(email: string, origin: MailOrigin): Mail {
  const lines = [
    mailText`Someone tried to use this email address for their account on ByteEngine Console. You already have an account with it.`,
    mailText``,
    mailText`If it was you, sign in with this address instead:`,
    mailText``,
    mailText`${{ url: `${origin}/sign-in` }}`,
    mailText``,
    mailText`If it wasn't you, ignore this email. Nothing has changed.`,
    mailText``,
  ];
  return { to: email, subject, text: joinLines(lines) };
}
