"use client";

import { History, Lock } from "lucide-react";
import { listManagers } from "#components/shell/failure/disabled-reason.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { Time } from "#components/ui/format/time.tsx";
import type { AuditEventPageDto } from "#lib/contract/team/audit-events.ts";
import { PageHeader } from "../../shell/page-header.tsx";
import type { FilterPerson } from "../../shell/people-options.ts";
import type { SettingsPageData } from "../../team/view-data.ts";
import { type AuditFilters, writeAuditFilters } from "../audit-filters.ts";
import { EventItem } from "../event-item.tsx";
import type { EventNames } from "../format-value.ts";
import { auditTexts as texts } from "../texts.ts";
import type { AuditSource } from "./audit-client.ts";
import { AuditFilterBar, type FilterChoices } from "./audit-filter-bar.tsx";
import { AuditTools } from "./audit-tools.tsx";
import { IntegrityResult } from "./integrity-result.tsx";
import { toAuditQuery } from "./parse-audit-filters.ts";
import { useIntegrityCheck } from "./use-integrity-check.ts";

interface LogPage {
  /** For the filter: also suspended and former members. */
  everyone: FilterPerson[];
  names: EventNames;
  isContinued: boolean;
  now: string;
}

interface AuditPageData extends SettingsPageData, LogPage {
  /** Null if the viewer can't read them. */
  events: AuditEventPageDto | null;
}

interface AuditViewProps {
  page: AuditPageData;
  filters: AuditFilters;
}

/** The team's audit events, newest first. */
export function AuditView({ page, filters }: AuditViewProps) {
  const { events } = page;
  if (events !== null) {
    return <AuditLog source={{ teamId: page.team.id }} page={page} filters={filters} events={events} />;
  }
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro} />
      <EmptyState icon={<Lock aria-hidden="true" />} title={texts.notAllowed.title}>
        {texts.notAllowed.text(listManagers(page.people))}
      </EmptyState>
    </>
  );
}

interface AuditLogProps {
  source: AuditSource;
  page: LogPage;
  filters: AuditFilters;
  events: AuditEventPageDto;
  intro?: string;
  choices?: FilterChoices;
}

/** A log with its filters and tools. */
export function AuditLog({ source, page, filters, events, intro = texts.intro, choices }: AuditLogProps) {
  const check = useIntegrityCheck(source);
  return (
    <>
      <PageHeader title={texts.title} intro={intro}>
        <AuditTools source={source} query={toAuditQuery(filters, new Date(page.now))} check={check} />
      </PageHeader>
      <IntegrityResult check={check} />
      <AuditFilterBar
        filters={filters}
        everyone={page.everyone}
        {...(choices === undefined ? {} : { choices })}
      />
      <EventList page={page} events={events} />
      {filters.q === "" ? null : <Searched events={events} />}
      <Sealed upTo={events.sealedUpTo} />
      <Pager filters={filters} events={events} isContinued={page.isContinued} />
    </>
  );
}

function EventList({ page, events }: { page: LogPage; events: AuditEventPageDto }) {
  if (events.data.length === 0) {
    const { title, text } = events.searchedBackTo === null ? texts.empty : texts.nothingYet;
    return (
      <EmptyState icon={<History aria-hidden="true" />} title={title}>
        {text}
      </EmptyState>
    );
  }
  return (
    <ul aria-label={texts.list} className="rounded-lg border">
      {events.data.map((event) => (
        <EventItem key={event.id} event={event} logPath="" names={page.names} now={page.now} />
      ))}
    </ul>
  );
}

/** Where the log ends, if earlier events were removed. */
function Sealed({ upTo }: { upTo: string | null }) {
  if (upTo === null) return null;
  const { before, after } = texts.sealedUpTo;
  return (
    <p className="mt-3 text-muted text-sm">
      {before} <Time at={upTo} /> {after}
    </p>
  );
}

/** How much a search covered. A page that is full says nothing: it continues with the next. */
function Searched({ events }: { events: AuditEventPageDto }) {
  const { searchedBackTo, nextCursor } = events;
  if (searchedBackTo === null && nextCursor !== null) return null;
  return (
    <p className="mt-3 text-muted text-sm">
      {searchedBackTo === null ? (
        texts.search.all
      ) : (
        <>
          {texts.search.partly} <Time at={searchedBackTo} />
        </>
      )}
    </p>
  );
}

interface PagerProps {
  filters: AuditFilters;
  events: AuditEventPageDto;
  isContinued: boolean;
}

function Pager({ filters, events, isContinued }: PagerProps) {
  const { nextCursor, searchedBackTo } = events;
  if (nextCursor === null && !isContinued) return null;
  const { label, first, next, nextSearch } = texts.pager;
  return (
    <nav aria-label={label} className="mt-4 flex justify-end gap-2">
      {isContinued ? (
        <ButtonLink href={writeAuditFilters({ ...filters, cursor: "" })}>{first}</ButtonLink>
      ) : null}
      {nextCursor === null ? null : (
        <ButtonLink href={writeAuditFilters({ ...filters, cursor: nextCursor })}>
          {searchedBackTo === null ? next : nextSearch}
        </ButtonLink>
      )}
    </nav>
  );
}
