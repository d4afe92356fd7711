import type { Metadata } from "next";
import { parseAuditFilters, toAuditFilter } from "#components/audit/list/parse-audit-filters.ts";
import { InstanceAudit } from "#components/instance/instance-audit.tsx";
import { InstanceFrame } from "#components/instance/instance-frame.tsx";
import { instanceTexts } from "#components/instance/texts.ts";
import { readInstanceAuditPage } from "#lib/queries/instance/audit.ts";

export const metadata: Metadata = { title: instanceTexts.audit.title };

interface InstanceAuditPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function InstanceAuditPage({ searchParams }: InstanceAuditPageProps) {
  const filters = parseAuditFilters(await searchParams);
  const cursor = filters.cursor === "" ? undefined : filters.cursor;
  const { events, ...page } = await readInstanceAuditPage((now) => toAuditFilter(filters, now), cursor);
  return (
    <InstanceFrame current="audit">
      <InstanceAudit page={page} filters={filters} events={events} />
    </InstanceFrame>
  );
}
