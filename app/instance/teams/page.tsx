import type { Metadata } from "next";
import { InstanceFrame } from "#components/instance/instance-frame.tsx";
import { TeamsView } from "#components/instance/teams/teams-view.tsx";
import { instanceTexts } from "#components/instance/texts.ts";
import { readTeamsPage } from "#lib/queries/instance/teams.ts";

export const metadata: Metadata = { title: instanceTexts.teams.title };

interface TeamsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

function readOne(value: string | string[] | undefined): string {
  return ((Array.isArray(value) ? value[0] : value) ?? "").slice(0, 2_000);
}

export default async function TeamsPage({ searchParams }: TeamsPageProps) {
  const { q, view, cursor } = await searchParams;
  const isSuspended = readOne(view) === "suspended";
  const page = await readTeamsPage(readOne(q), { isSuspended, cursor: readOne(cursor) });
  return (
    <InstanceFrame current="teams">
      <TeamsView {...page} />
    </InstanceFrame>
  );
}
