import { CircleCheck, Clock, Ellipsis } from "lucide-react";
import { IconButton } from "#components/ui/button/button.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { type Column, Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
import { galleryTexts } from "./texts.ts";

const columns: readonly Column[] = [
  { key: "name", label: "Name", sort: { href: "#table", direction: "ascending" } },
  { key: "used", label: "Last used", sort: { href: "#table", direction: undefined } },
  { key: "status", label: "Status" },
  { key: "actions", label: "Actions", isLabelHidden: true },
];

const rows = [
  { name: "Billing", isActive: true },
  { name: `A name without a space: ${"verylong".repeat(9)}`, isActive: false },
  { name: "Nightly export of everything that was written since the last nightly export", isActive: true },
];

/** Below 640 px the rows are cards. */
export function SampleTable({ now }: { now: string }) {
  return (
    <Section id="table" title={galleryTexts.sections.table}>
      <Table label="Sample" columns={columns}>
        {rows.map(({ name, isActive }) => (
          <TableRow key={name}>
            <TableCell className="max-sm:col-span-2 max-sm:pr-10">
              <span className="font-medium [overflow-wrap:anywhere]">{name}</span>
            </TableCell>
            <TableCell label="Last used" isEmpty={!isActive}>
              {isActive ? (
                <RelativeTime at={now} serverNow={now} />
              ) : (
                <span className="text-muted">Never</span>
              )}
            </TableCell>
            <TableCell label="Status">
              <Badge
                tone={isActive ? "good" : "warn"}
                icon={isActive ? <CircleCheck aria-hidden="true" /> : <Clock aria-hidden="true" />}
              >
                {isActive ? "Active" : "Expires in 3 days"}
              </Badge>
            </TableCell>
            <TableCell className="text-right max-sm:absolute max-sm:top-2 max-sm:right-2">
              <IconButton label={`Actions for ${name}`}>
                <Ellipsis />
              </IconButton>
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </Section>
  );
}
