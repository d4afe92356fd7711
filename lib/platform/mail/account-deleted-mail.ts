import { joinLines, mailText } from "./mail-text.ts";
import type { Mail } from "./send-mail.ts";

/** Sent to the former address. There is nothing to open any more, so it has no link. */
export function createAccountDeletedMail(email: string, at: Date): Mail {
  const [day = "", time = ""] = at.toISOString().split("T");
  const lines = [
    mailText`Your account on ByteEngine Console was deleted on ${day} at ${{ url: time.slice(0, 5) }} UTC.`,
    mailText``,
    mailText`Its name, its email address and every way to sign in were removed. You can create a new account with this address.`,
    mailText``,
    mailText`If it wasn't you, ask an administrator of the console for help.`,
    mailText``,
  ];
  return { to: email, subject: mailText`Your account was deleted`, text: joinLines(lines) };
}
