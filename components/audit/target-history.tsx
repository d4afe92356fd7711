import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Section } from "#components/ui/display/section.tsx";
import type { Page } from "#lib/contract/common/lists.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { EventItem } from "./event-item.tsx";

interface TargetHistoryProps {
  targetId: string;
  teamSlug: string;
  environments: readonly { slug: string; label: string }[];
  /** When the server read the data, in ISO 8601. */
  now: string;
  /** Null if the viewer can't read the audit log. */
  history: Page<AuditEventDto> | null;
  texts: { title: string; list: string; none: string; all: string; limited: string };
}

/** The latest events of an app or a FHIR server, newest first. */
export function TargetHistory(props: TargetHistoryProps) {
  const { targetId, teamSlug, environments, now, history, texts } = props;
  if (history === null) return <Section id="history" title={texts.title} intro={texts.limited} />;
  const names = {
    people: {},
    environments: Object.fromEntries(environments.map(({ slug, label }) => [slug, label])),
  };
  const logPath = `/t/${encodeURIComponent(teamSlug)}/settings/audit-log`;
  return (
    <Section id="history" title={texts.title}>
      <div className="rounded-lg border">
        {history.data.length === 0 ? <p className="px-4 py-3 text-muted text-sm">{texts.none}</p> : null}
        <ul aria-label={texts.list}>
          {history.data.map((event) => (
            <EventItem key={event.id} event={event} logPath={logPath} names={names} now={now} />
          ))}
        </ul>
      </div>
      {history.nextCursor === null ? null : (
        <ButtonLink href={`${logPath}?target=${targetId}`} className="mt-3">
          {texts.all}
        </ButtonLink>
      )}
    </Section>
  );
}
