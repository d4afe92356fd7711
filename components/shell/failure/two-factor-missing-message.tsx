import { SignOutButton } from "#components/shell/frame/sign-out-button.tsx";
import { LeaveWithSession } from "#components/shell/leave-with-session.tsx";
import { closedTexts } from "./closed-texts.ts";
import { MessagePage } from "./message-page.tsx";

interface TwoFactorMissingMessageProps {
  userId: string;
  teamName: string;
  /** Whether the person can open another team. */
  hasOtherTeam: boolean;
}

/** In place of the pages of a team that requires two-factor authentication, for people who don't have it. */
export function TwoFactorMissingMessage({ userId, teamName, hasOtherTeam }: TwoFactorMissingMessageProps) {
  const texts = closedTexts.twoFactorMissing;
  return (
    <>
      <LeaveWithSession userId={userId} />
      <MessagePage
        title={texts.title}
        actions={
          <>
            <a href="/account/security" className="button button-primary h-9 coarse:h-11">
              {texts.turnOn}
            </a>
            {hasOtherTeam ? (
              <a href="/" className="button button-secondary h-9 coarse:h-11">
                {texts.otherTeam}
              </a>
            ) : null}
            <SignOutButton />
          </>
        }
      >
        <p>{texts.text(teamName)}</p>
      </MessagePage>
    </>
  );
}
