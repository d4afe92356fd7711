import type { Metadata } from "next";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { GroupsSection } from "#components/team/groups/groups-section.tsx";
import { TeamView } from "#components/team/team-view.tsx";
import { teamTexts } from "#components/team/texts.ts";
import { readTeamPage } from "#lib/queries/settings.ts";

export const metadata: Metadata = { title: teamTexts.team.title };

export default async function TeamPage({ params }: { params: Promise<{ team: string }> }) {
  const page = await readTeamPage((await params).team);
  return (
    <>
      <Breadcrumbs trail={[{ label: shellTexts.settings }]} current={teamTexts.team.title} />
      <TeamView page={page}>
        {page.groups === null ? null : <GroupsSection page={page} groups={page.groups} />}
      </TeamView>
    </>
  );
}
