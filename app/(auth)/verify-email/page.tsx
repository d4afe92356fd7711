import type { Metadata } from "next";
import { authTexts } from "#components/auth/texts.ts";
import { SendVerification } from "#components/auth/verify-email.tsx";
import { LeaveWithSession } from "#components/shell/leave-with-session.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { readEmailVerificationPage } from "#lib/queries/account/email-verification.ts";

const texts = authTexts.verifyEmail;

export const metadata: Metadata = { title: texts.title };

/** Sends the email that verifies the user's own email address. */
export default async function VerifyEmailPage() {
  const { userId, email, isVerified, canMail } = await readEmailVerificationPage("/verify-email");
  const intro = isVerified ? texts.isVerified(email) : canMail ? texts.intro(email) : texts.noMail(email);
  return (
    <>
      <LeaveWithSession userId={userId} />
      <h1 className="mt-6 font-semibold text-xl">{texts.title}</h1>
      <p className="mt-1 mb-6 text-pretty text-muted text-sm [overflow-wrap:anywhere]">{intro}</p>
      {isVerified || !canMail ? <ButtonLink href="/">{texts.home}</ButtonLink> : <SendVerification />}
    </>
  );
}
