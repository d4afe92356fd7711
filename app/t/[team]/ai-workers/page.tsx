import type { Metadata } from "next";
import { workerTexts } from "#components/workers/texts.ts";
import { WorkersView } from "#components/workers/workers-view.tsx";
import { readWorkersPage } from "#lib/queries/resources.ts";

export const metadata: Metadata = { title: workerTexts.title };

interface AiWorkersPageProps {
  params: Promise<{ team: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AiWorkersPage({ params, searchParams }: AiWorkersPageProps) {
  const [{ team }, { cursor }] = await Promise.all([params, searchParams]);
  const page = await readWorkersPage({
    teamSlug: team,
    returnPath: `/t/${encodeURIComponent(team)}/ai-workers`,
    cursor: typeof cursor === "string" && cursor !== "" ? cursor.slice(0, 600) : undefined,
  });
  return <WorkersView page={page} />;
}
