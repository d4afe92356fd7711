import type { Metadata } from "next";
import { getAppsPath } from "#components/apps/app-path.ts";
import { isFiltered, writeAppFilters } from "#components/apps/list/app-filters.ts";
import { AppsView } from "#components/apps/list/apps-view.tsx";
import { parseAppFilters } from "#components/apps/list/parse-app-filters.ts";
import { appTexts } from "#components/apps/texts.ts";
import { readAppsPage } from "#lib/queries/apps/apps.ts";

export const metadata: Metadata = { title: appTexts.title };

interface AppsPageProps {
  params: Promise<{ team: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AppsPage({ params, searchParams }: AppsPageProps) {
  const [{ team }, query] = await Promise.all([params, searchParams]);
  const filters = parseAppFilters(query);
  const path = getAppsPath(team);
  const page = await readAppsPage({
    teamSlug: team,
    returnPath: isFiltered(filters) ? `${path}${writeAppFilters(filters)}` : path,
    filters,
  });
  return <AppsView page={page} filters={filters} />;
}
