"use client";

import { History, Lock } from "lucide-react";
import { listManagers } from "#components/shell/failure/disabled-reason.ts";
import { Button } from "#components/ui/button/button.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { DateField } from "#components/ui/form/date-field.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import type { Page } from "#lib/contract/common/lists.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { PageHeader } from "../shell/page-header.tsx";
import { type FilterPerson, listPeopleOptions } from "../shell/people-options.ts";
import type { SettingsPageData } from "../team/view-data.ts";
import {
  type AuditFilters,
  isFiltered,
  noFilters,
  toAuditQuery,
  writeAuditFilters,
} from "./audit-filters.ts";
import { AuditTools } from "./audit-tools.tsx";
import { EventItem } from "./event-item.tsx";
import { auditTexts as texts } from "./texts.ts";
import { useTimeZone } from "./use-time-zone.ts";

interface AuditPageData extends SettingsPageData {
  /** For the filter: also suspended and former members. */
  everyone: FilterPerson[];
  /** Null if the viewer can't read them. */
  events: Page<AuditEventDto> | null;
  isContinued: boolean;
}

interface AuditViewProps {
  page: AuditPageData;
  filters: AuditFilters;
}

/** The team's audit events, newest first. */
export function AuditView({ page, filters }: AuditViewProps) {
  const { events } = page;
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro} />
      {events === null ? (
        <NotAllowed page={page} />
      ) : (
        <>
          <AuditTools teamId={page.team.id} query={toAuditQuery(filters)} />
          <FilterForm page={page} filters={filters} />
          <EventList events={events.data} now={page.now} />
          <Pager filters={filters} nextCursor={events.nextCursor} isContinued={page.isContinued} />
        </>
      )}
    </>
  );
}

function NotAllowed({ page }: { page: AuditPageData }) {
  return (
    <EmptyState icon={<Lock aria-hidden="true" />} title={texts.notAllowed.title}>
      {texts.notAllowed.text(listManagers(page.people))}
    </EmptyState>
  );
}

/** A plain GET form, so that it works before the page's code runs. */
function FilterForm({ page, filters }: AuditViewProps) {
  const labels = texts.filters;
  const zone = useTimeZone();
  const hasDays = filters.from !== "" || filters.to !== "";
  return (
    <form
      // Resets the uncontrolled fields to the new filters after navigation.
      key={writeAuditFilters(filters)}
      aria-label={labels.label}
      className="filters mb-4 flex flex-wrap items-end gap-3"
    >
      <SelectField
        fieldClassName="w-44"
        label={labels.actor}
        name="actor"
        defaultValue={filters.actor}
        options={[{ value: "", label: labels.anyone }, ...listPeopleOptions(page.everyone)]}
      />
      <SelectField
        fieldClassName="w-40"
        label={labels.action}
        name="action"
        defaultValue={filters.action}
        options={[
          { value: "", label: labels.anything },
          ...Object.entries(labels.groups).map(([value, label]) => ({ value, label })),
        ]}
      />
      <DateField fieldClassName="w-40" label={labels.from} name="from" defaultValue={filters.from} />
      <DateField fieldClassName="w-40" label={labels.to} name="to" defaultValue={filters.to} />
      <input type="hidden" name="zone" value={zone} />
      {filters.target === "" ? null : <input type="hidden" name="target" value={filters.target} />}
      <Button type="submit" className="h-9">
        {labels.apply}
      </Button>
      {isFiltered(filters) ? (
        <ButtonLink variant="quiet" className="h-9" href={writeAuditFilters(noFilters)}>
          {labels.clear}
        </ButtonLink>
      ) : null}
      <p className="w-full text-muted text-sm">{labels.zone(hasDays ? filters.zone || "UTC" : zone)}</p>
      {filters.target === "" ? null : (
        <p className="w-full text-muted text-sm [overflow-wrap:anywhere]">{labels.target(filters.target)}</p>
      )}
    </form>
  );
}

function EventList({ events, now }: { events: readonly AuditEventDto[]; now: string }) {
  if (events.length === 0) {
    return (
      <EmptyState icon={<History aria-hidden="true" />} title={texts.empty.title}>
        {texts.empty.text}
      </EmptyState>
    );
  }
  return (
    <ul aria-label={texts.list} className="rounded-lg border">
      {events.map((event) => (
        <EventItem key={event.id} event={event} logPath="" now={now} />
      ))}
    </ul>
  );
}

interface PagerProps {
  filters: AuditFilters;
  nextCursor: string | null;
  isContinued: boolean;
}

function Pager({ filters, nextCursor, isContinued }: PagerProps) {
  if (nextCursor === null && !isContinued) return null;
  const { label, first, next } = texts.pager;
  return (
    <nav aria-label={label} className="mt-4 flex justify-end gap-2">
      {isContinued ? (
        <ButtonLink href={writeAuditFilters({ ...filters, cursor: "" })}>{first}</ButtonLink>
      ) : null}
      {nextCursor === null ? null : (
        <ButtonLink href={writeAuditFilters({ ...filters, cursor: nextCursor })}>{next}</ButtonLink>
      )}
    </nav>
  );
}
