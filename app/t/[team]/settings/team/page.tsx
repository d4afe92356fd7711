import type { Metadata } from "next";
import { TeamView } from "#components/team/team-view.tsx";
import { teamTexts } from "#components/team/texts.ts";
import { readTeamPage } from "#lib/queries/settings.ts";

export const metadata: Metadata = { title: teamTexts.team.title };

export default async function TeamPage({ params }: { params: Promise<{ team: string }> }) {
  return <TeamView page={await readTeamPage((await params).team)} />;
}
