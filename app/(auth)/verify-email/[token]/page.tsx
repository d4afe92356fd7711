import type { Metadata } from "next";
import { authTexts } from "#components/auth/texts.ts";
import { ConfirmEmail } from "#components/auth/verify-email.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { readEmailVerificationPage } from "#lib/queries/account/email-verification.ts";

const texts = authTexts.verifyEmail;

// The URL contains a secret, so it is not sent to other pages.
export const metadata: Metadata = { title: texts.title, referrer: "no-referrer", robots: "noindex" };

interface ConfirmEmailPageProps {
  params: Promise<{ token: string }>;
}

/** The target of the emailed link. Requires a click, so that mail programs that open links don't confirm. */
export default async function ConfirmEmailPage({ params }: ConfirmEmailPageProps) {
  const { token } = await params;
  const path = `/verify-email/${encodeURIComponent(token)}`;
  const { email, isVerified } = await readEmailVerificationPage(path);
  return (
    <>
      <h1 className="mt-6 font-semibold text-xl">{texts.title}</h1>
      <p className="mt-1 mb-6 text-pretty text-muted text-sm [overflow-wrap:anywhere]">
        {isVerified ? texts.isVerified(email) : texts.confirmIntro(email)}
      </p>
      {isVerified ? (
        <ButtonLink href="/">{texts.home}</ButtonLink>
      ) : (
        <div className="flex flex-col gap-2">
          <ConfirmEmail token={token} />
          <ButtonLink className="h-9" href="/verify-email">
            {texts.requestNew}
          </ButtonLink>
        </div>
      )}
    </>
  );
}
