import { Avatar } from "#components/ui/display/avatar.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { TableCell, TableRow } from "#components/ui/display/table.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { InstancePersonRow } from "#lib/contract/instance/people.ts";
import { instanceTexts } from "../texts.ts";
import { StatusBadge } from "./status-badge.tsx";

const texts = instanceTexts.people;

/** The first column to leave where there is little room. */
export const createdClasses = "sm:max-xl:hidden";

interface PersonRowProps {
  person: InstancePersonRow;
  isSelf: boolean;
  now: string;
}

export function PersonRow({ person, isSelf, now }: PersonRowProps) {
  const { columns } = texts;
  return (
    <TableRow>
      <TableCell className="max-sm:-order-2 max-sm:col-span-2 sm:min-w-56">
        <span className="flex items-center gap-2.5">
          <Avatar name={person.name} size="large" />
          <span className="min-w-0">
            <Link
              href={`/instance/people/${person.id}`}
              className="rounded-sm font-medium hover:underline [overflow-wrap:anywhere]"
            >
              <bdi>{person.name}</bdi>
            </Link>
            {isSelf ? <span className="text-muted"> ({texts.you})</span> : null}
            {person.isInstanceOwner ? (
              <Badge tone="accent" className="ml-1.5">
                {texts.administrator}
              </Badge>
            ) : null}
            <span className="mt-0.5 block text-muted text-xs [overflow-wrap:anywhere]">{person.email}</span>
          </span>
        </span>
      </TableCell>
      <TableCell label={columns.status}>
        <StatusBadge status={person.status} />
      </TableCell>
      <TableCell label={columns.twoFactor}>
        {person.hasTwoFactor ? texts.on : <span className="text-muted">{texts.off}</span>}
      </TableCell>
      <TableCell label={columns.teams} className="tabular-nums">
        {formatCount(person.teamCount)}
      </TableCell>
      <TableCell label={columns.created} className={createdClasses}>
        <Time at={person.createdAt} style="day" />
      </TableCell>
      <TableCell label={columns.lastSeen}>
        {person.lastSeenAt === null ? (
          <span className="text-muted">{texts.never}</span>
        ) : (
          <RelativeTime at={person.lastSeenAt} serverNow={now} />
        )}
      </TableCell>
    </TableRow>
  );
}
