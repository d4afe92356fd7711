import { Users } from "lucide-react";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { type Column, Table } from "#components/ui/display/table.tsx";
import type { PeoplePageDto } from "#lib/contract/instance/people.ts";
import { ListPager } from "../list-pager.tsx";
import { SearchBar } from "../search-bar.tsx";
import { instanceTexts } from "../texts.ts";
import { ViewLinks } from "../view-links.tsx";
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

function pathOf(filters: PeopleFilters): string {
  return `/instance/people${writePeopleFilters(filters)}`;
}

/** Everyone with an account. */
export function PeopleView({ people, filters, viewerId, now }: PeopleViewProps) {
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro} />
      <ViewLinks
        label={texts.views.label}
        views={peopleViews.map((view) => ({
          href: pathOf({ ...filters, view, cursor: "" }),
          label: texts.views[view],
          count: people.counts[view],
          isCurrent: view === filters.view,
        }))}
      />
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <SearchBar
          label={texts.search}
          placeholder={texts.placeholder}
          path="/instance/people"
          kept={filters.view === "all" ? {} : { view: filters.view }}
          q={filters.q}
        />
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
      <ListPager
        first={filters.cursor === "" ? null : pathOf({ ...filters, cursor: "" })}
        next={people.nextCursor === null ? null : pathOf({ ...filters, cursor: people.nextCursor })}
      />
    </>
  );
}

function NoOne({ filters }: { filters: PeopleFilters }) {
  const { title, text, textInView, clear } = texts.empty;
  return (
    <EmptyState
      icon={<Users aria-hidden="true" />}
      title={title}
      actions={
        filters.q === "" ? undefined : (
          <ButtonLink href={pathOf({ ...filters, q: "", cursor: "" })}>{clear}</ButtonLink>
        )
      }
    >
      {filters.q === "" ? textInView : text}
    </EmptyState>
  );
}
