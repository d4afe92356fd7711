import type { Metadata } from "next";
import { InstanceFrame } from "#components/instance/instance-frame.tsx";
import { TeamPageView } from "#components/instance/teams/team-page-view.tsx";
import { instanceTexts } from "#components/instance/texts.ts";
import { readTeamOfInstance } from "#lib/queries/instance/teams.ts";

export const metadata: Metadata = { title: instanceTexts.teams.title };

interface TeamPageProps {
  params: Promise<{ id: string }>;
}

export default async function InstanceTeamPage({ params }: TeamPageProps) {
  const { id } = await params;
  const team = await readTeamOfInstance(id);
  return (
    <InstanceFrame current="teams">
      <TeamPageView team={team} />
    </InstanceFrame>
  );
}
