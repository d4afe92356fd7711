import { EventItem } from "#components/audit/event-item.tsx";
import type { EventNames } from "#components/audit/format-value.ts";
import type { KeyPageData } from "#components/keys/view-data.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
import type { Page } from "#lib/contract/common/lists.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { listKeyFacts } from "./list-key-facts.ts";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.history;

interface EventsProps {
  events: readonly AuditEventDto[];
  logPath: string;
  names: EventNames;
  now: string;
}

function Events({ events, logPath, names, now }: EventsProps) {
  if (events.length === 0) return <p className="px-4 py-3 text-muted text-sm">{texts.none}</p>;
  return (
    <ul aria-label={texts.list}>
      {events.map((event) => (
        <EventItem key={event.id} event={event} logPath={logPath} names={names} now={now} />
      ))}
    </ul>
  );
}

function Facts({ keyDto, now }: { keyDto: KeyDto; now: string }) {
  return (
    <ul aria-label={texts.list} className="divide-y">
      {listKeyFacts(keyDto, now).map(({ kind, at, hint }) => (
        <li
          key={`${kind} ${hint}`}
          className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2.5 text-sm"
        >
          <span>
            {texts.facts[kind]} {hint === "" ? null : <code className="font-mono text-xs">{hint}</code>}
          </span>
          <span className="text-muted text-xs">
            <RelativeTime at={at} serverNow={now} />
          </span>
        </li>
      ))}
    </ul>
  );
}

interface KeyHistoryProps {
  page: KeyPageData;
  /** Null if the viewer can't read the audit log, undefined while it loads. */
  history: Page<AuditEventDto> | null | undefined;
}

/** The events of the key, as far as the viewer can see them. */
export function KeyHistory({ page, history }: KeyHistoryProps) {
  const { key, team, environments, now } = page;
  const names = {
    people: { [key.owner.id]: key.owner.name },
    environments: Object.fromEntries(environments.map(({ slug, label }) => [slug, label])),
  };
  const logPath = `/t/${encodeURIComponent(team.slug)}/settings/audit-log`;
  return (
    <Section id="history" title={texts.title} intro={history === null ? texts.limited : undefined}>
      <div className="rounded-lg border">
        {history === undefined ? <p className="px-4 py-3 text-muted text-sm">{texts.loading}</p> : null}
        {history === null ? <Facts keyDto={key} now={now} /> : null}
        {history ? <Events events={history.data} logPath={logPath} names={names} now={now} /> : null}
      </div>
      {history?.nextCursor ? (
        <ButtonLink href={`${logPath}?target=${key.id}`} className="mt-3">
          {texts.all}
        </ButtonLink>
      ) : null}
    </Section>
  );
}
