import { nameOutcome } from "#components/requests/outcome-texts.ts";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { CompactTable } from "#components/ui/display/compact-table.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { Link } from "#components/ui/link.tsx";
import type { TeamUsageDto } from "#lib/contract/keys/usage.ts";
import type { UsageRange } from "#lib/contract/keys/usage-ranges.ts";
import { overviewTexts } from "./texts.ts";

const texts = overviewTexts.reasons;

interface RejectionReasonsProps {
  teamSlug: string;
  reasons: TeamUsageDto["data"];
  range: UsageRange;
}

/** Why requests were rejected, with a link to the keys concerned. */
export function RejectionReasons({ teamSlug, reasons, range }: RejectionReasonsProps) {
  const largest = Math.max(...reasons.map(({ count }) => count), 1);
  return (
    <Card id="reasons" title={texts.title}>
      {reasons.length === 0 ? (
        <CardText>{texts.none}</CardText>
      ) : (
        <CompactTable
          label={texts.title}
          columns={[
            { key: "reason", label: texts.reason },
            { key: "share", label: texts.share, isExtra: true, isLabelHidden: true },
            { key: "requests", label: texts.requests, isNumber: true },
            { key: "keys", label: texts.keys, isNumber: true },
          ]}
          rows={reasons.map(({ by, count, keys }) => ({
            key: by,
            cells: [
              <span key="reason" className="block truncate" title={nameOutcome(by)}>
                {nameOutcome(by)}
              </span>,
              <span
                key="share"
                aria-hidden="true"
                className="block h-1.5 w-24 rounded-full bg-sunken 2xl:w-32"
              >
                <span
                  className="block h-1.5 min-w-1 rounded-full bg-chart-red"
                  style={{ width: `${(count / largest) * 100}%` }}
                />
              </span>,
              formatCount(count),
              <Link
                key="keys"
                href={`/t/${encodeURIComponent(teamSlug)}?${new URLSearchParams({ range, reason: by })}#top-keys`}
                className="rounded-sm font-medium text-accent-text hover:underline"
              >
                {texts.keysWith(keys)}
              </Link>,
            ],
          }))}
        />
      )}
    </Card>
  );
}
