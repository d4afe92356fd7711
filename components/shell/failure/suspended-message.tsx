import { SignOutButton } from "#components/shell/frame/sign-out-button.tsx";
import { LeaveWithSession } from "#components/shell/leave-with-session.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { closedTexts } from "./closed-texts.ts";
import { listManagers } from "./disabled-reason.ts";
import { MessagePage } from "./message-page.tsx";

interface SuspendedMessageProps {
  userId: string;
  team: { name: string; managers: readonly string[] };
  /** Whether the person can open another team. */
  hasTeam: boolean;
}

/** Says which team suspended the person, who can reinstate them, and where else they can go. */
export function SuspendedMessage({ userId, team, hasTeam }: SuspendedMessageProps) {
  const texts = closedTexts.suspended;
  const managers = listManagers(team.managers.map((name) => ({ name, isManager: true })));
  return (
    <>
      <LeaveWithSession userId={userId} />
      <MessagePage
        title={texts.title(team.name)}
        actions={
          <>
            <a href={hasTeam ? "/" : "/teams/new"} className="button button-secondary h-9 coarse:h-11">
              {hasTeam ? texts.otherTeam : shellTexts.newTeam}
            </a>
            <a href="/account" className="button button-secondary h-9 coarse:h-11">
              {shellTexts.account}
            </a>
            <SignOutButton />
          </>
        }
      >
        <p>{texts.text(managers)}</p>
      </MessagePage>
    </>
  );
}
