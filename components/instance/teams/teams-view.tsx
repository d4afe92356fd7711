import { Building2, CirclePause } from "lucide-react";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { type Column, Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { InstanceTeamPageDto, InstanceTeamRow } from "#lib/contract/instance/teams.ts";
import { ListPager } from "../list-pager.tsx";
import { SearchBar } from "../search-bar.tsx";
import { instanceTexts } from "../texts.ts";
import { ViewLinks } from "../view-links.tsx";

const texts = instanceTexts.teams;

const path = "/instance/teams";

const columns: readonly Column[] = [
  { key: "name", label: texts.columns.name },
  { key: "members", label: texts.columns.members },
  { key: "keys", label: texts.columns.keys },
  { key: "requests", label: texts.columns.requests },
  { key: "created", label: texts.columns.created },
];

const views = ["all", "suspended"] as const;

interface TeamsViewProps {
  teams: InstanceTeamPageDto;
  q: string;
  isSuspended: boolean;
  isContinued: boolean;
}

interface Place {
  q?: string;
  isSuspended?: boolean;
  cursor?: string | null;
}

function writePath({ q = "", isSuspended = false, cursor = null }: Place): string {
  const query = { ...(q === "" ? {} : { q }), ...(cursor === null ? {} : { cursor }) };
  return `${path}?${new URLSearchParams({ ...(isSuspended ? { view: "suspended" } : {}), ...query })}`;
}

/** Every team of the console. */
export function TeamsView({ teams, q, isSuspended, isContinued }: TeamsViewProps) {
  const { title, titleInView, text, textInView, clear } = texts.empty;
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro} />
      <ViewLinks
        label={texts.views.label}
        views={views.map((view) => ({
          href: writePath({ q, isSuspended: view === "suspended" }),
          label: texts.views[view],
          count: teams.counts[view],
          isCurrent: (view === "suspended") === isSuspended,
        }))}
      />
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <SearchBar
          label={texts.search}
          placeholder={texts.placeholder}
          path={path}
          kept={isSuspended ? { view: "suspended" } : {}}
          q={q}
        />
        <p role="status" className="text-muted text-sm">
          {texts.total(teams.total)}
        </p>
      </div>
      {teams.data.length === 0 ? (
        <EmptyState
          icon={<Building2 aria-hidden="true" />}
          title={q === "" ? titleInView : title}
          actions={q === "" ? undefined : <ButtonLink href={writePath({ isSuspended })}>{clear}</ButtonLink>}
        >
          {q === "" ? textInView : text}
        </EmptyState>
      ) : (
        <Table label={texts.title} columns={columns}>
          {teams.data.map((team) => (
            <TeamRow key={team.id} team={team} />
          ))}
        </Table>
      )}
      <ListPager
        first={isContinued ? writePath({ q, isSuspended }) : null}
        next={teams.nextCursor === null ? null : writePath({ q, isSuspended, cursor: teams.nextCursor })}
      />
    </>
  );
}

function TeamRow({ team }: { team: InstanceTeamRow }) {
  return (
    <TableRow>
      <TableCell className="max-sm:-order-2 max-sm:col-span-2 sm:min-w-56">
        <span className="flex items-center gap-2.5">
          <Avatar name={team.name} isTeam size="large" />
          <span className="min-w-0">
            <Link
              href={`${path}/${team.id}`}
              className="rounded-sm font-medium [overflow-wrap:anywhere] hover:underline"
            >
              <bdi>{team.name}</bdi>
            </Link>
            {team.suspendedAt === null ? null : (
              <Badge tone="warn" icon={<CirclePause aria-hidden="true" />} className="ml-1.5">
                {texts.suspended}
              </Badge>
            )}
            <span className="mt-0.5 block text-muted text-xs [overflow-wrap:anywhere]">{team.slug}</span>
          </span>
        </span>
      </TableCell>
      <TableCell label={texts.columns.members} className="tabular-nums">
        {formatCount(team.memberCount)}
      </TableCell>
      <TableCell label={texts.columns.keys} className="tabular-nums">
        {formatCount(team.activeKeys)}
      </TableCell>
      <TableCell label={texts.columns.requests} className="tabular-nums">
        {formatCount(team.requests7d)}
      </TableCell>
      <TableCell label={texts.columns.created}>
        <Time at={team.createdAt} style="day" />
      </TableCell>
    </TableRow>
  );
}
