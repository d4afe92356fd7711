import { joinLines, mailText } from "./mail-text.ts";
import type { Mail } from "./send-mail.ts";

/** Sent by an administrator of the console to themselves. */
export function createTestMail(email: string): Mail {
  return {
    to: email,
    subject: mailText`Test email of ByteEngine Console`,
    text: joinLines([mailText`This console can send email.`, mailText``]),
  };
}
