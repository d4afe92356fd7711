import type { ReactNode } from "react";
import { ButtonLink } from "#components/ui/button.tsx";
import { Section } from "#components/ui/section.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { AuditEventDto } from "#lib/schemas/audit-events.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import type { Page } from "#lib/schemas/lists.ts";
import { describeChanges, readReason } from "./describe-changes.ts";
import { listKeyFacts } from "./list-key-facts.ts";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.history;

function Row({ at, now, children }: { at: string; now: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 px-4 py-2.5 text-sm">
      <div className="min-w-0 [overflow-wrap:anywhere]">{children}</div>
      <span className="text-muted text-xs">
        <RelativeTime at={at} serverNow={now} />
      </span>
    </li>
  );
}

function EventText({ event }: { event: AuditEventDto }) {
  const reason = readReason(event.changes);
  const changes = describeChanges(event.changes);
  return (
    <>
      {event.actor.name ?? texts.someone}{" "}
      <span className="text-muted">{texts.actions[event.action] ?? event.action}</span>
      {reason === null ? null : <p className="text-muted text-xs">{texts.reason(reason)}</p>}
      {changes.length === 0 ? null : (
        <ul className="mt-0.5 text-muted text-xs">
          {changes.map(({ field, from, to }) => (
            <li key={field}>
              {field}: <span className="line-through">{from}</span> → <span className="text-text">{to}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Events({ events, now }: { events: readonly AuditEventDto[]; now: string }) {
  if (events.length === 0) return <p className="px-4 py-3 text-muted text-sm">{texts.none}</p>;
  return (
    <ul aria-label={texts.list} className="divide-y">
      {events.map((event) => (
        <Row key={event.id} at={event.occurredAt} now={now}>
          <EventText event={event} />
        </Row>
      ))}
    </ul>
  );
}

function Facts({ keyDto, now }: { keyDto: KeyDto; now: string }) {
  return (
    <ul aria-label={texts.list} className="divide-y">
      {listKeyFacts(keyDto, now).map(({ kind, at, hint }) => (
        <Row key={`${kind} ${hint}`} at={at} now={now}>
          {texts.facts[kind]} {hint === "" ? null : <code className="font-mono text-xs">{hint}</code>}
        </Row>
      ))}
    </ul>
  );
}

interface KeyHistoryProps {
  keyDto: KeyDto;
  /** Null for somebody who may not read the audit log; undefined while it is being read. */
  history: Page<AuditEventDto> | null | undefined;
  /** Whether these are older ones than the newest. */
  isContinued: boolean;
  now: string;
}

/** What was done to the key, by whom and when, as far as the viewer may see it. */
export function KeyHistory({ keyDto, history, isContinued, now }: KeyHistoryProps) {
  return (
    <Section id="history" title={texts.title} intro={history === null ? texts.limited : undefined}>
      <div className="rounded-lg border">
        {history === undefined ? <p className="px-4 py-3 text-muted text-sm">{texts.loading}</p> : null}
        {history === null ? <Facts keyDto={keyDto} now={now} /> : null}
        {history ? <Events events={history.data} now={now} /> : null}
      </div>
      <div className="mt-3 flex justify-end gap-2">
        {isContinued ? <ButtonLink href="?#history">{texts.newest}</ButtonLink> : null}
        {history?.nextCursor ? (
          <ButtonLink href={`?history=${encodeURIComponent(history.nextCursor)}#history`}>
            {texts.older}
          </ButtonLink>
        ) : null}
      </div>
    </Section>
  );
}
