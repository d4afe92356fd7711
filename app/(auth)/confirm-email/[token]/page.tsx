import type { Metadata } from "next";
import { ConfirmEmailChange } from "#components/account/profile/confirm-email-change.tsx";
import { accountTexts } from "#components/account/texts.ts";
import { LeaveWithSession } from "#components/shell/leave-with-session.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { readAccountPage } from "#lib/queries/account/account.ts";

const texts = accountTexts.confirmEmail;

// The URL contains a secret, so it is not sent to other pages.
export const metadata: Metadata = { title: texts.title, referrer: "no-referrer", robots: "noindex" };

/** The target of the links that are sent to the new and the old address. */
export default async function ConfirmEmailChangePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const { userId, emailChange } = await readAccountPage(`/confirm-email/${encodeURIComponent(token)}`);
  return (
    <>
      <LeaveWithSession userId={userId} />
      <h1 className="mt-6 font-semibold text-xl">{texts.title}</h1>
      <p className="mt-1 mb-6 text-pretty text-muted text-sm [overflow-wrap:anywhere]">
        {emailChange === null ? texts.none : texts.intro(emailChange.email)}
      </p>
      {emailChange === null ? (
        <ButtonLink href="/account" className="h-9">
          {texts.toAccount}
        </ButtonLink>
      ) : (
        <ConfirmEmailChange token={token} />
      )}
    </>
  );
}
