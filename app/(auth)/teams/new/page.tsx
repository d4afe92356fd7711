import type { Metadata } from "next";
import { listManagers } from "#components/shell/failure/disabled-reason.ts";
import { LeaveWithSession } from "#components/shell/leave-with-session.tsx";
import { CreateTeamForm } from "#components/team/create-team-form.tsx";
import { teamTexts } from "#components/team/texts.ts";
import { requirePagePerson } from "#lib/auth/session/page-actor.ts";
import { listSuspensions } from "#lib/queries/shell.ts";

const texts = teamTexts.create;

function describeSuspension({ name, managers }: Awaited<ReturnType<typeof listSuspensions>>[number]): string {
  return texts.suspended(name, listManagers(managers.map((manager) => ({ name: manager, isManager: true }))));
}

export const metadata: Metadata = { title: texts.title };

/** Also the start page of users without a team. */
export default async function NewTeamPage() {
  const { userId, team } = await requirePagePerson("/teams/new");
  const [suspension] = team === null ? await listSuspensions(userId) : [];
  return (
    <>
      <LeaveWithSession userId={userId} />
      <h1 className="mt-6 font-semibold text-xl">{texts.title}</h1>
      <p className="mt-1 mb-6 text-pretty text-muted text-sm">
        {suspension === undefined ? "" : `${describeSuspension(suspension)} `}
        {team === null && suspension === undefined ? texts.introWithoutTeam : texts.intro}
      </p>
      <CreateTeamForm hasTeam={team !== null} />
    </>
  );
}
