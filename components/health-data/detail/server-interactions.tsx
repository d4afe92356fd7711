import { CompactTable } from "#components/ui/display/compact-table.tsx";
import { CutText } from "#components/ui/display/cut-text.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import type { FhirUsageDto } from "#lib/contract/resources/fhir-gateway.ts";
import { serverTexts } from "./texts.ts";

const texts = serverTexts.interactions;

/** The rest are rare. */
const maxRows = 20;

const columns = [
  { key: "type", label: texts.columns.type },
  { key: "ok", label: texts.columns.ok, isNumber: true },
  { key: "refused", label: texts.columns.refused, isNumber: true },
  { key: "failed", label: texts.columns.failed, isNumber: true },
];

function isNamed(interaction: string): interaction is keyof typeof texts.names {
  return interaction in texts.names;
}

function Count({ count, tone }: { count: number; tone?: string }) {
  return <span className={count === 0 ? "text-muted" : tone}>{formatCount(count)}</span>;
}

/** How often programs did what with each type of resource, and how it ended. */
export function ServerInteractions({ usage: { interactions } }: { usage: FhirUsageDto }) {
  if (interactions.length === 0) return <Section id="interactions" title={texts.title} intro={texts.none} />;
  const rows = interactions.slice(0, maxRows).map(({ resourceType, interaction, ok, refused, failed }) => ({
    key: `${resourceType} ${interaction}`,
    cells: [
      <span key="type" className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <CutText
          text={resourceType === "other" ? texts.other : resourceType}
          className="max-w-full font-medium"
        />
        <span className="text-muted text-xs">
          {isNamed(interaction) ? texts.names[interaction] : interaction}
        </span>
      </span>,
      <Count key="ok" count={ok} />,
      <Count key="refused" count={refused} tone="text-warn" />,
      <Count key="failed" count={failed} tone="text-bad" />,
    ],
  }));
  const hidden = interactions.length - rows.length;
  return (
    <Section id="interactions" title={texts.title} intro={texts.intro}>
      <div className="overflow-hidden rounded-lg border">
        <CompactTable label={texts.table} columns={columns} rows={rows} />
      </div>
      {hidden === 0 ? null : <p className="mt-2 text-muted text-xs">{texts.more(hidden)}</p>}
    </Section>
  );
}
