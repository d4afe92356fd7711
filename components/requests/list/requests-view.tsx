import { CircleOff, ListFilter, Radio } from "lucide-react";
import type { OfferedEnvironment } from "#components/keys/state/environment-options.ts";
import {
  getRequestsPath,
  isFiltered,
  noFilters,
  type RequestFilters,
  writeRequestFilters,
} from "#components/requests/request-filters.ts";
import { RequestNotes } from "#components/requests/request-notes.tsx";
import { RequestTable } from "#components/requests/request-table.tsx";
import { requestTexts as texts } from "#components/requests/texts.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import type { RequestPageDto } from "#lib/contract/keys/requests.ts";
import { FilterBar } from "./request-filter-bar.tsx";

interface RequestsViewProps {
  page: {
    team: { slug: string };
    requests: RequestPageDto;
    environments: readonly OfferedEnvironment[];
    keyName: string | null;
    seesUnknown: boolean;
  };
  filters: RequestFilters;
}

/** The team's last requests, newest first. */
export function RequestsView({ page, filters }: RequestsViewProps) {
  const { team, requests, environments, keyName, seesUnknown } = page;
  const { data, log, nextCursor } = requests;
  const isUnknown = filters.scope === "unknown";
  return (
    <>
      <PageHeader
        title={texts.title}
        intro={isUnknown ? texts.unknownIntro : texts.intro(log.retentionDays)}
      />
      {log.retentionDays === 0 ? (
        <EmptyState icon={<CircleOff aria-hidden="true" />} title={texts.off.title}>
          {texts.off.text}
        </EmptyState>
      ) : (
        <>
          <FilterBar
            teamSlug={team.slug}
            filters={filters}
            environments={environments}
            keyName={keyName}
            seesUnknown={seesUnknown}
          />
          {data.length === 0 ? (
            <NoRequests teamSlug={team.slug} filters={filters} />
          ) : (
            <RequestTable
              requests={data}
              teamSlug={team.slug}
              environments={environments}
              hidesKey={isUnknown}
            />
          )}
          <div className="flex flex-wrap items-start justify-between gap-x-6">
            <div className="max-w-2xl">
              <RequestNotes log={log} isUnknown={isUnknown} />
            </div>
            <Pager teamSlug={team.slug} filters={filters} nextCursor={nextCursor} />
          </div>
        </>
      )}
    </>
  );
}

function NoRequests({ teamSlug, filters }: { teamSlug: string; filters: RequestFilters }) {
  const cleared = `${getRequestsPath(teamSlug)}${writeRequestFilters({ ...noFilters, scope: filters.scope })}`;
  if (isFiltered(filters) || filters.cursor !== "") {
    return (
      <EmptyState
        icon={<ListFilter aria-hidden="true" />}
        title={texts.noMatch.title}
        actions={<ButtonLink href={cleared}>{texts.filters.clear}</ButtonLink>}
      >
        {texts.noMatch.text}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Radio aria-hidden="true" />}
      title={texts.empty.title}
      actions={
        filters.scope === "" ? <ButtonLink href="/docs/quick-start">{texts.empty.action}</ButtonLink> : null
      }
    >
      {filters.scope === "" ? texts.empty.text : texts.empty.unknown}
    </EmptyState>
  );
}

interface PagerProps {
  teamSlug: string;
  filters: RequestFilters;
  nextCursor: string | null;
}

function Pager({ teamSlug, filters, nextCursor }: PagerProps) {
  if (nextCursor === null && filters.cursor === "") return null;
  const { label, newest, older } = texts.pager;
  const createHref = (cursor: string) =>
    `${getRequestsPath(teamSlug)}${writeRequestFilters({ ...filters, cursor })}`;
  return (
    <nav aria-label={label} className="mt-3 ml-auto flex gap-2">
      {filters.cursor === "" ? null : <ButtonLink href={createHref("")}>{newest}</ButtonLink>}
      {nextCursor === null ? null : <ButtonLink href={createHref(nextCursor)}>{older}</ButtonLink>}
    </nav>
  );
}
