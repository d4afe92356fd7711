import type { Metadata } from "next";
import { AuditView } from "#components/audit/list/audit-view.tsx";
import { parseAuditFilters, toAuditFilter } from "#components/audit/list/parse-audit-filters.ts";
import { auditTexts } from "#components/audit/texts.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { readAuditPage } from "#lib/queries/settings.ts";

export const metadata: Metadata = { title: auditTexts.title };

interface AuditLogPageProps {
  params: Promise<{ team: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuditLogPage({ params, searchParams }: AuditLogPageProps) {
  const [{ team }, query] = await Promise.all([params, searchParams]);
  const filters = parseAuditFilters(query);
  const cursor = filters.cursor === "" ? undefined : filters.cursor;
  const page = await readAuditPage(team, (now) => toAuditFilter(filters, now), cursor);
  return (
    <>
      <Breadcrumbs trail={[{ label: shellTexts.settings }]} current={auditTexts.title} />
      <AuditView page={page} filters={filters} />
    </>
  );
}
