import { ChevronRight } from "lucide-react";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { noFilters, writeAuditFilters } from "./audit-filters.ts";
import { describeEvent } from "./describe-event.ts";
import { titleField } from "./field-labels.ts";
import { type EventNames, noNames } from "./format-value.ts";
import { listDifferences } from "./list-differences.ts";
import { auditTexts } from "./texts.ts";

const texts = auditTexts.details;

interface EventItemProps {
  event: AuditEventDto;
  /** The path of the audit log page. Empty on that page itself. */
  logPath: string;
  /** The names of what events mention besides their actor and target. */
  names?: EventNames;
  now: string;
}

/** One event as a sentence that opens its details. */
export function EventItem({ event, logPath, names = noNames, now }: EventItemProps) {
  const { actorName, verb, targetName, detail } = describeEvent(event, names);
  return (
    <li className="border-b last:border-b-0">
      <details className="group">
        <summary className="flex cursor-pointer flex-wrap items-baseline justify-between gap-x-3 px-4 py-2.5 text-sm hover:bg-surface coarse:py-3.5">
          <ChevronRight
            aria-hidden="true"
            className="mt-0.5 size-4 shrink-0 self-start text-muted transition-transform group-open:rotate-90"
          />
          <Avatar name={actorName} isTeam={event.actor.type !== "user"} className="self-start" />
          <span className="min-w-0 flex-1 basis-56 [overflow-wrap:anywhere]">
            <bdi className="font-medium">{actorName}</bdi> <span className="text-muted">{verb}</span>{" "}
            {targetName === null ? null : <bdi className="font-medium">{targetName}</bdi>}
            {detail === null ? null : <span className="text-muted"> · {detail}</span>}
          </span>
          <span className="text-muted text-xs max-sm:basis-full max-sm:pl-15">
            <RelativeTime at={event.occurredAt} serverNow={now} />
          </span>
        </summary>
        <EventDetails event={event} logPath={logPath} names={names} />
      </details>
    </li>
  );
}

function EventDetails({ event, logPath, names }: Required<Omit<EventItemProps, "now">>) {
  const facts = [
    [texts.address, event.address ?? texts.unknown],
    [texts.agent, event.agent ?? texts.unknown],
    [texts.request, event.requestId],
    [texts.seq, String(event.seq)],
    [texts.id, event.id],
    [texts.hash, event.hash],
  ] as const;
  return (
    <div className="flex flex-col gap-4 bg-surface px-4 pt-2 pb-4 text-sm">
      <Differences changes={event.changes} names={names} />
      <dl className="grid gap-x-4 gap-y-1.5 text-xs sm:grid-cols-[8rem_minmax(0,1fr)]">
        <dt className="text-muted">{texts.at}</dt>
        <dd>
          <Time at={event.occurredAt} style="second" />
        </dd>
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="[overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
      <Link
        href={`${logPath}${writeAuditFilters({ ...noFilters, target: event.target.id })}`}
        className="w-fit rounded-sm text-accent-text text-xs underline underline-offset-2"
      >
        {texts.onlyAbout}
      </Link>
    </div>
  );
}

interface DifferencesProps {
  changes: AuditEventDto["changes"];
  names: EventNames;
}

function Differences({ changes, names }: DifferencesProps) {
  const differences = listDifferences(changes, names);
  if (differences.length === 0) return <p className="text-muted text-xs">{texts.none}</p>;
  return (
    <table aria-label={texts.changes} className="w-full border-collapse text-left text-xs">
      <thead>
        <tr className="border-b text-muted">
          <th scope="col" className="py-1 pr-3 font-medium">
            {texts.field}
          </th>
          <th scope="col" className="py-1 pr-3 font-medium">
            {texts.from}
          </th>
          <th scope="col" className="py-1 font-medium">
            {texts.to}
          </th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ field, from, to }) => (
          <tr key={field} className="border-b align-top last:border-b-0">
            <th scope="row" className="py-1 pr-3 font-normal">
              {titleField(field)}
            </th>
            <td className="py-1 pr-3 [overflow-wrap:anywhere]">
              {from === null ? <span className="text-muted">—</span> : <Value value={from} />}
            </td>
            <td className="py-1 [overflow-wrap:anywhere]">
              <Value value={to} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value }: { value: string | Date }) {
  if (value instanceof Date) return <Time at={value.toISOString()} />;
  return <bdi>{value}</bdi>;
}
