import type { ReactNode } from "react";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { CompactTable } from "#components/ui/display/compact-table.tsx";
import { formatCount, formatShare } from "#components/ui/format/format-count.ts";
import type { KeyUsageDto } from "#lib/contract/keys/usage.ts";
import { usageTexts as texts } from "./texts.ts";

/** More are rarely of interest, and the API has them all. */
const maxRows = 8;

/** High shares of rejected requests stand out. */
const highShare = 0.1;

type Group = KeyUsageDto["data"][number];

interface BreakdownProps {
  id: string;
  title: string;
  column: string;
  usage: KeyUsageDto;
  /** `rejected`: how many of the group's requests. `total`: how many of all requests. */
  share: "rejected" | "total";
  describe: (group: Group) => { label: ReactNode; detail: ReactNode };
}

function getShare({ count, rejected }: Group, share: BreakdownProps["share"], total: number): number {
  if (share === "total") return total === 0 ? 0 : count / total;
  return count === 0 ? 0 : rejected / count;
}

/** A key's requests by one of the things they are counted by. */
export function Breakdown({ id, title, column, usage, share, describe }: BreakdownProps) {
  const { data, total } = usage;
  const rows = data.slice(0, maxRows).map((group) => {
    const { label, detail } = describe(group);
    const value = getShare(group, share, total);
    const isHigh = share === "rejected" && value >= highShare;
    return {
      key: group.by,
      cells: [
        <div key="label" className="min-w-0">
          <span dir="auto" className="block truncate text-left">
            {label}
          </span>
          <span className="block text-muted text-xs leading-4">{detail}</span>
        </div>,
        formatCount(group.count),
        <span key="share" className={isHigh ? "font-medium text-bad" : "text-muted"}>
          {formatShare(value)}
        </span>,
      ],
    };
  });
  return (
    <Card
      id={id}
      title={title}
      note={data.length > maxRows ? texts.showingLargest(maxRows, data.length) : undefined}
    >
      {rows.length === 0 ? (
        <CardText>{texts.none}</CardText>
      ) : (
        <CompactTable
          label={title}
          columns={[
            { key: "group", label: column },
            { key: "requests", label: texts.requests, isNumber: true },
            { key: "share", label: share === "total" ? texts.share : texts.rejected, isNumber: true },
          ]}
          rows={rows}
        />
      )}
    </Card>
  );
}
