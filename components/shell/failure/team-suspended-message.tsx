import { SignOutButton } from "#components/shell/frame/sign-out-button.tsx";
import { LeaveWithSession } from "#components/shell/leave-with-session.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { Time } from "#components/ui/format/time.tsx";
import { closedTexts } from "./closed-texts.ts";
import { MessagePage } from "./message-page.tsx";

interface TeamSuspendedMessageProps {
  userId: string;
  /** They can reinstate the team. */
  isAdministrator: boolean;
  team: { id: string; name: string; suspendedAt: string; reason: string | null };
  /** The names of people who can reinstate the team. */
  administrators: readonly string[];
  /** Where the person's other teams are. Null: they have none that isn't suspended. */
  otherTeamPath: string | null;
}

function listAdministrators(names: readonly string[]): string {
  if (names.length === 0) return closedTexts.teamSuspended.anAdministrator;
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}

/** In place of the pages of a team that an administrator of the console suspended. */
export function TeamSuspendedMessage(props: TeamSuspendedMessageProps) {
  const { userId, isAdministrator, team, administrators, otherTeamPath } = props;
  const texts = closedTexts.teamSuspended;
  return (
    <>
      <LeaveWithSession userId={userId} />
      <MessagePage
        title={texts.title(team.name)}
        actions={
          <>
            {isAdministrator ? (
              <a href={`/instance/teams/${team.id}`} className="button button-secondary h-9 coarse:h-11">
                {texts.open}
              </a>
            ) : null}
            {otherTeamPath === null ? null : (
              <a href={otherTeamPath} className="button button-primary h-9 coarse:h-11">
                {texts.otherTeam}
              </a>
            )}
            <a href="/account" className="button button-secondary h-9 coarse:h-11">
              {shellTexts.account}
            </a>
            <SignOutButton />
          </>
        }
      >
        <div className="flex flex-col gap-3">
          <p>
            {texts.since} <Time at={team.suspendedAt} />. {texts.effect}
          </p>
          {team.reason === null ? null : (
            <p className="whitespace-pre-line [overflow-wrap:anywhere]">
              <span className="font-medium text-text">{texts.reason}:</span> <bdi>{team.reason}</bdi>
            </p>
          )}
          <p className="[overflow-wrap:anywhere]">
            {isAdministrator ? texts.ownAct : texts.ask(listAdministrators(administrators))}
          </p>
        </div>
      </MessagePage>
    </>
  );
}
