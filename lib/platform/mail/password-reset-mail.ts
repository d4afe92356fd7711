import type { MailOrigin } from "./mail-links.ts";
import { joinLines, mailText } from "./mail-text.ts";
import type { Mail } from "./send-mail.ts";

const subject = mailText`Reset your password on ByteEngine Console`;

export function createPasswordResetMail(email: string, origin: MailOrigin, token: string): Mail {
  const url = `${origin}/reset-password/${token}`;
  const lines = [
    mailText`Someone asked to reset the password of your account on ByteEngine Console.`,
    mailText``,
    mailText`To choose a new password, open this link. It works once and expires in one hour:`,
    mailText``,
    mailText`${{ url }}`,
    mailText``,
    mailText`If it wasn't you, ignore this email. Your password stays the same.`,
    mailText``,
  ];
  return { to: email, subject, text: joinLines(lines) };
}

/** Sent to a person who signs in only through a provider, whose protection a password would bypass. */
export function createNoPasswordMail(email: string, origin: MailOrigin): Mail {
  const lines = [
    mailText`Someone asked to reset the password of your account on ByteEngine Console. Your account has no password: you sign in through your identity provider, such as GitHub.`,
    mailText``,
    mailText`Sign in there:`,
    mailText``,
    mailText`${{ url: `${origin}/sign-in` }}`,
    mailText``,
    mailText`If it wasn't you, ignore this email. Nothing has changed.`,
    mailText``,
  ];
  return { to: email, subject, text: joinLines(lines) };
}
