import type { Metadata } from "next";
import {
  type PageQuery,
  parseRequestFilters,
  toRequestFilter,
} from "#components/requests/list/parse-request-filters.ts";
import { RequestsView } from "#components/requests/list/requests-view.tsx";
import { getRequestsPath, writeRequestFilters } from "#components/requests/request-filters.ts";
import { requestTexts } from "#components/requests/texts.ts";
import { readRequestsPage } from "#lib/queries/requests.ts";

export const metadata: Metadata = { title: requestTexts.title };

interface RequestsPageProps {
  params: Promise<{ team: string }>;
  searchParams: Promise<PageQuery>;
}

export default async function RequestsPage({ params, searchParams }: RequestsPageProps) {
  const [{ team }, query] = await Promise.all([params, searchParams]);
  const filters = parseRequestFilters(query);
  const page = await readRequestsPage(team, {
    filter: toRequestFilter(filters),
    cursor: filters.cursor === "" ? undefined : filters.cursor,
    returnPath: `${getRequestsPath(team)}${writeRequestFilters(filters)}`,
  });
  return <RequestsView page={page} filters={filters} />;
}
