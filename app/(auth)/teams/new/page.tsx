import type { Metadata } from "next";
import { LeaveWithSession } from "#components/shell/leave-with-session.tsx";
import { CreateTeamForm } from "#components/team/create-team-form.tsx";
import { teamTexts } from "#components/team/texts.ts";
import { requirePagePerson } from "#lib/auth/session/page-actor.ts";

const texts = teamTexts.create;

export const metadata: Metadata = { title: texts.title };

/** Also the start page of users without a team. */
export default async function NewTeamPage() {
  const { userId, team } = await requirePagePerson("/teams/new");
  return (
    <>
      <LeaveWithSession userId={userId} />
      <h1 className="mt-6 font-semibold text-xl">{texts.title}</h1>
      <p className="mt-1 mb-6 text-pretty text-muted text-sm">
        {team === null ? texts.introWithoutTeam : texts.intro}
      </p>
      <CreateTeamForm hasTeam={team !== null} />
    </>
  );
}
