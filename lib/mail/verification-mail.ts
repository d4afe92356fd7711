import type { Mail } from "./send-mail.ts";

/** The link works only for whoever is signed in to the account: someone else's mistake cannot be confirmed by accident. */
export function createVerificationMail(email: string, url: string): Mail {
  const lines = [
    "Confirm that this address belongs to your account on ByteEngine Console.",
    "",
    "Sign in, then open this link. It works once, for 24 hours:",
    "",
    url,
    "",
    "If you have no account there, ignore this mail. Without your password the link does nothing.",
    "",
  ];
  return { to: email, subject: "Verify your email on ByteEngine Console", text: lines.join("\n") };
}
