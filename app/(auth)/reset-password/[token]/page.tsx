import type { Metadata } from "next";
import { ChoosePasswordForm } from "#components/auth/reset/choose-password-form.tsx";
import { resetTexts } from "#components/auth/reset/texts.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { findPasswordReset } from "#lib/queries/account/password-reset.ts";

const texts = resetTexts.choose;

// The URL contains a secret, so it is not sent to other pages.
export const metadata: Metadata = { title: texts.title, referrer: "no-referrer", robots: "noindex" };

/** The target of the link. Opening it changes nothing, so mail programs that open links don't use it up. */
export default async function ResetPasswordPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const reset = await findPasswordReset(token);
  return (
    <>
      <h1 className="mt-6 font-semibold text-xl">{reset === null ? texts.invalidTitle : texts.title}</h1>
      <p className="mt-1 mb-6 text-pretty text-muted text-sm [overflow-wrap:anywhere]">
        {reset === null ? texts.invalid : texts.intro(reset.email)}
      </p>
      {reset === null ? (
        <ButtonLink href="/forgot-password" className="h-9">
          {texts.requestNew}
        </ButtonLink>
      ) : (
        <ChoosePasswordForm token={token} email={reset.email} />
      )}
    </>
  );
}
