import type { Metadata } from "next";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { MembersView } from "#components/team/members/members-view.tsx";
import { teamTexts } from "#components/team/texts.ts";
import { readMembersPage } from "#lib/queries/settings.ts";

export const metadata: Metadata = { title: teamTexts.members.title };

interface MembersPageProps {
  params: Promise<{ team: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function MembersPage({ params, searchParams }: MembersPageProps) {
  const [{ team }, { cursor }] = await Promise.all([params, searchParams]);
  const from = typeof cursor === "string" && cursor !== "" ? cursor.slice(0, 600) : undefined;
  const page = await readMembersPage(team, from);
  return (
    <>
      <Breadcrumbs trail={[{ label: shellTexts.settings }]} current={teamTexts.members.title} />
      <MembersView page={page} />
    </>
  );
}
