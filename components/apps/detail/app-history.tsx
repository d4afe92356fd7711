import type { AppPageData } from "#components/apps/view-data.ts";
import { EventItem } from "#components/audit/event-item.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Section } from "#components/ui/display/section.tsx";
import type { Page } from "#lib/contract/common/lists.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { appDetailTexts } from "./texts.ts";

const texts = appDetailTexts.history;

interface AppHistoryProps {
  page: AppPageData;
  /** Null if the viewer can't read the audit log. */
  history: Page<AuditEventDto> | null;
}

/** The latest events of the app, newest first. */
export function AppHistory({ page, history }: AppHistoryProps) {
  const { app, team, environments, now } = page;
  if (history === null) return <Section id="history" title={texts.title} intro={texts.limited} />;
  const names = {
    people: {},
    environments: Object.fromEntries(environments.map(({ slug, label }) => [slug, label])),
  };
  const logPath = `/t/${encodeURIComponent(team.slug)}/settings/audit-log`;
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
        <ButtonLink href={`${logPath}?target=${app.id}`} className="mt-3">
          {texts.all}
        </ButtonLink>
      )}
    </Section>
  );
}
