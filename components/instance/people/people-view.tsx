import { Users } from "lucide-react";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { TabLinks } from "#components/ui/display/tab-links.tsx";
import { type Column, Table } from "#components/ui/display/table.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import type { PeoplePageDto } from "#lib/contract/instance/people.ts";
import { instanceTexts } from "../texts.ts";
import { PeopleFilterBar } from "./people-filter-bar.tsx";
import { type PeopleFilters, peopleViews, writePeopleFilters } from "./people-filters.ts";
import { createdClasses, PersonRow } from "./person-row.tsx";

const texts = instanceTexts.people;

const columns: readonly Column[] = [
  { key: "name", label: texts.columns.name },
  { key: "status", label: texts.columns.status },
  { key: "twoFactor", label: texts.columns.twoFactor },
  { key: "teams", label: texts.columns.teams },
  { key: "created", label: texts.columns.created, className: createdClasses },
  { key: "lastSeen", label: texts.columns.lastSeen },
];

interface PeopleViewProps {
  people: PeoplePageDto;
  filters: PeopleFilters;
  viewerId: string;
  now: string;
}

/** Everyone with an account. */
export function PeopleView({ people, filters, viewerId, now }: PeopleViewProps) {
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro} />
      <TabLinks
        label={texts.views.label}
        tabs={peopleViews.map((view) => ({
          href: `/instance/people${writePeopleFilters({ ...filters, view, cursor: "" })}`,
          label: `${texts.views[view]} ${formatCount(people.counts[view])}`,
          isCurrent: view === filters.view,
        }))}
      />
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <PeopleFilterBar filters={filters} />
        <p role="status" className="text-muted text-sm">
          {texts.total(people.total)}
        </p>
      </div>
      {people.data.length === 0 ? (
        <NoOne filters={filters} />
      ) : (
        <Table label={texts.table} columns={columns}>
          {people.data.map((person) => (
            <PersonRow key={person.id} person={person} isSelf={person.id === viewerId} now={now} />
          ))}
        </Table>
      )}
      <Pager nextCursor={people.nextCursor} filters={filters} />
    </>
  );
}

function NoOne({ filters }: { filters: PeopleFilters }) {
  const { title, text, clear } = texts.empty;
  return (
    <EmptyState
      icon={<Users aria-hidden="true" />}
      title={title}
      actions={
        filters.q === "" ? undefined : (
          <ButtonLink href={`/instance/people${writePeopleFilters({ ...filters, q: "", cursor: "" })}`}>
            {clear}
          </ButtonLink>
        )
      }
    >
      {text}
    </EmptyState>
  );
}

function Pager({ nextCursor, filters }: { nextCursor: string | null; filters: PeopleFilters }) {
  const isContinued = filters.cursor !== "";
  if (nextCursor === null && !isContinued) return null;
  const { label, first, next } = texts.pager;
  return (
    <nav aria-label={label} className="mt-4 flex justify-end gap-2">
      {isContinued ? (
        <ButtonLink href={`/instance/people${writePeopleFilters({ ...filters, cursor: "" })}`}>
          {first}
        </ButtonLink>
      ) : null}
      {nextCursor === null ? null : (
        <ButtonLink href={writePeopleFilters({ ...filters, cursor: nextCursor })}>{next}</ButtonLink>
      )}
    </nav>
  );
}
