import { joinLines, mailText } from "./mail-text.ts";
import type { Mail } from "./send-mail.ts";

/** To the owner of an address that somebody tried to sign up with: the sign-up's answer tells nobody that it is taken. */
export function createTakenAddressMail(email: string, origin: string): Mail {
  const lines = [
    mailText`Someone tried to create an account on ByteEngine Console with this address. You have one already.`,
    mailText``,
    mailText`If it was you, sign in with your password:`,
    mailText``,
    mailText`${{ url: `${origin}/sign-in` }}`,
    mailText``,
    mailText`If it was not you, ignore this mail: nothing has changed.`,
    mailText``,
  ];
  return { to: email, subject: mailText`Your account on ByteEngine Console`, text: joinLines(lines) };
}
