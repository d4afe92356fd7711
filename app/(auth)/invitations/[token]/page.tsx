import type { Metadata } from "next";
import { ProviderButtons } from "#components/auth/provider-buttons.tsx";
import { SignUpForm } from "#components/auth/sign-up-form.tsx";
import { LeaveWithSession } from "#components/shell/leave-with-session.tsx";
import { AcceptButton, SwitchAccount } from "#components/team/invitations/accept-invitation.tsx";
import { teamTexts } from "#components/team/texts.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { readInvitationPage } from "#lib/queries/account/invitation.ts";

const texts = teamTexts.accept;

// The URL contains a secret, so it is not sent to other pages.
export const metadata: Metadata = { title: texts.submit, referrer: "no-referrer", robots: "noindex" };

interface InvitationPageProps {
  params: Promise<{ token: string }>;
}

/** Accepts an invitation directly for the invited account, otherwise after sign-in or sign-up. */
export default async function InvitationPage({ params }: InvitationPageProps) {
  const { token } = await params;
  const page = await readInvitationPage(token);
  const { invitation, userId, signedInAs } = page;
  if (invitation === null) return <InvalidInvitation />;
  const { teamName, email, role, invitedBy } = invitation;
  return (
    <>
      {userId === null ? null : <LeaveWithSession userId={userId} />}
      <h1 className="mt-6 font-semibold text-xl [overflow-wrap:anywhere]">{texts.title(teamName)}</h1>
      <p className="mt-1 text-pretty text-muted text-sm">{texts.intro(invitedBy, role)}</p>
      <p className="mb-6 text-muted text-sm [overflow-wrap:anywhere]">{texts.forAddress(email)}</p>
      <JoinOptions token={token} page={{ ...page, invitation }} signedInAs={signedInAs} />
    </>
  );
}

type Page = Awaited<ReturnType<typeof readInvitationPage>>;

interface JoinOptionsProps {
  token: string;
  page: Page & { invitation: NonNullable<Page["invitation"]> };
  signedInAs: string | null;
}

function JoinOptions({ token, page, signedInAs }: JoinOptionsProps) {
  const { invitation, providers, needsSetUpCode, allowsPasswords } = page;
  const callbackUrl = `/invitations/${encodeURIComponent(token)}`;
  if (signedInAs === invitation.email) return <AcceptButton token={token} />;
  if (signedInAs !== null) return <SwitchAccount signedInAs={signedInAs} />;
  if (!invitation.hasAccount && !allowsPasswords) {
    return <ProviderButtons providers={providers} returnPath={callbackUrl} isOnlyWay />;
  }
  if (!invitation.hasAccount) {
    return (
      <SignUpForm
        returnPath="/"
        // After a provider sign-in, the server reads the invitation from this path.
        providerReturnPath={callbackUrl}
        needsSetUpCode={needsSetUpCode}
        providers={providers}
        invited={{ email: invitation.email, token }}
      />
    );
  }
  return (
    <ButtonLink variant="primary" className="h-9" href={`/sign-in?${new URLSearchParams({ callbackUrl })}`}>
      {texts.signIn}
    </ButtonLink>
  );
}

function InvalidInvitation() {
  return (
    <>
      <h1 className="mt-6 font-semibold text-xl">{texts.goneTitle}</h1>
      <p className="mt-1 mb-6 text-pretty text-muted text-sm">{texts.gone}</p>
      <ButtonLink href="/">{texts.home}</ButtonLink>
    </>
  );
}
