import type { Metadata } from "next";
import { KeysOverview } from "#components/keys/keys-overview.tsx";
import { keyTexts } from "#components/keys/texts.ts";
import { readOverview } from "#lib/queries/keys.ts";

export const metadata: Metadata = { title: keyTexts.overview.title };

export default async function OverviewPage({ params }: { params: Promise<{ team: string }> }) {
  const { team, counts } = await readOverview((await params).team);
  return (
    <>
      <h1 className="mb-5 font-semibold text-xl [overflow-wrap:anywhere]">{team.name}</h1>
      <KeysOverview keysPath={`/t/${team.slug}/settings/api-keys`} counts={counts} />
    </>
  );
}
