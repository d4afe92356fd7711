import type { ReactNode } from "react";
import { getKeyPath } from "#components/keys/key-path.ts";
import { nameOutcome } from "#components/requests/outcome-texts.ts";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { CompactTable } from "#components/ui/display/compact-table.tsx";
import { CutText } from "#components/ui/display/cut-text.tsx";
import { formatCount, formatShare } from "#components/ui/format/format-count.ts";
import { Link } from "#components/ui/link.tsx";
import type { TeamUsageDto } from "#lib/contract/keys/usage.ts";
import type { UsageRange } from "#lib/contract/keys/usage-ranges.ts";
import { overviewTexts } from "./texts.ts";

const texts = overviewTexts.topKeys;

interface TopKeysProps {
  teamSlug: string;
  keys: TeamUsageDto["data"];
  range: UsageRange;
  /** A drawing of each key's requests in the last days, by id. */
  bars: Readonly<Record<string, ReactNode>>;
  /** Lists only keys with requests that were rejected for this reason. */
  reason: string | undefined;
}

/** The keys with the most requests, or with the most requests that were rejected for one reason. */
export function TopKeys({ teamSlug, keys, range, bars, reason }: TopKeysProps) {
  const path = `/t/${encodeURIComponent(teamSlug)}`;
  const linkClasses = "rounded-sm text-accent-text text-xs hover:underline";
  return (
    <Card
      id="top-keys"
      title={reason === undefined ? texts.title : texts.withReason(nameOutcome(reason))}
      action={
        reason === undefined ? (
          <Link href={`${path}/settings/api-keys`} className={linkClasses}>
            {texts.viewAll}
          </Link>
        ) : (
          <Link href={`${path}?range=${range}`} scroll={false} className={linkClasses}>
            {texts.clear}
          </Link>
        )
      }
    >
      {keys.length === 0 ? (
        <CardText>{texts.none}</CardText>
      ) : (
        <CompactTable
          label={texts.title}
          columns={[
            { key: "key", label: texts.key },
            { key: "week", label: texts.week, isExtra: true, isLabelHidden: true },
            { key: "requests", label: texts.requests, isNumber: true },
            { key: "rejected", label: texts.rejected, isNumber: true },
          ]}
          rows={keys.map(({ by, name, count, rejected }) => ({
            key: by,
            cells: [
              <Link
                key="key"
                href={`${getKeyPath(teamSlug, by)}?tab=usage&range=${range}`}
                className="block rounded-sm font-medium hover:underline"
              >
                <CutText text={name ?? by} />
              </Link>,
              bars[by],
              formatCount(count),
              <RejectedShare key="rejected" count={count} rejected={rejected} />,
            ],
          }))}
        />
      )}
    </Card>
  );
}

/** High shares stand out. */
const highShare = 0.1;

/** The share of rejected requests. */
export function RejectedShare({ count, rejected }: { count: number; rejected: number }) {
  const share = count === 0 ? 0 : rejected / count;
  return (
    <span className={share >= highShare ? "font-medium text-bad" : "text-muted"}>{formatShare(share)}</span>
  );
}
