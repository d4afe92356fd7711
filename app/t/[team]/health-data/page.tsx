import type { Metadata } from "next";
import { HealthDataView } from "#components/health-data/list/health-data-view.tsx";
import { healthDataTexts } from "#components/health-data/texts.ts";
import { readHealthDataPage } from "#lib/queries/resources.ts";

export const metadata: Metadata = { title: healthDataTexts.title };

interface HealthDataPageProps {
  params: Promise<{ team: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function HealthDataPage({ params, searchParams }: HealthDataPageProps) {
  const [{ team }, { cursor }] = await Promise.all([params, searchParams]);
  const page = await readHealthDataPage({
    teamSlug: team,
    returnPath: `/t/${encodeURIComponent(team)}/health-data`,
    cursor: typeof cursor === "string" && cursor !== "" ? cursor.slice(0, 600) : undefined,
  });
  return <HealthDataView page={page} />;
}
