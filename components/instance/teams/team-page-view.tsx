import { TriangleAlert } from "lucide-react";
import { teamTexts } from "#components/team/texts.ts";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { CompactTable } from "#components/ui/display/compact-table.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { InstanceTeamDto } from "#lib/contract/instance/teams.ts";
import { instanceTexts } from "../texts.ts";
import { SuspendTeam } from "./suspend-team.tsx";

const { team: texts, teams: listTexts } = instanceTexts;

/** One team: who is in it and how much it uses. Its keys are only for its members. */
export function TeamPageView({ team }: { team: InstanceTeamDto }) {
  return (
    <>
      <Link
        href="/instance/teams"
        className="mb-3 inline-block rounded-sm text-muted text-sm hover:underline"
      >
        ← {listTexts.title}
      </Link>
      <header className="mb-5 flex items-start justify-between gap-3 max-sm:flex-wrap">
        <div className="flex min-w-0 flex-1 items-center gap-3 max-sm:basis-full">
          <Avatar name={team.name} isTeam size="large" />
          <div className="min-w-0">
            <h1 className="font-semibold text-xl [overflow-wrap:anywhere]">
              <bdi>{team.name}</bdi>
            </h1>
            <p className="text-muted text-sm [overflow-wrap:anywhere]">{team.slug}</p>
          </div>
        </div>
        <SuspendTeam team={team} />
      </header>
      <Suspension team={team} />
      <div className="flex flex-col gap-5">
        <TeamFacts team={team} />
        <Card id="members" title={texts.members} note={formatCount(team.memberCount)}>
          <CompactTable
            label={texts.members}
            columns={[
              { key: "name", label: listTexts.columns.name },
              { key: "status", label: texts.status, isExtra: true },
              { key: "role", label: texts.role },
            ]}
            rows={team.members.map(({ userId, name, email, role, status }) => ({
              key: userId,
              cells: [
                <Link
                  key="name"
                  href={`/instance/people/${userId}`}
                  title={`${name}, ${email}`}
                  className="block rounded-sm py-0.5 hover:underline"
                >
                  <bdi className="block truncate">{name}</bdi>
                  <span className="block truncate text-muted text-xs">{email}</span>
                </Link>,
                instanceTexts.people.statuses[status],
                teamTexts.roles[role],
              ],
            }))}
          />
        </Card>
      </div>
    </>
  );
}

/** Since when and why the team is suspended. */
function Suspension({ team: { suspendedAt, suspendedBy, suspensionReason } }: { team: InstanceTeamDto }) {
  if (suspendedAt === null) return null;
  const { since, by, effect, reason } = texts.suspended;
  return (
    <div className="mb-5 flex items-start gap-2.5 rounded-lg bg-warn-soft p-4 text-sm">
      <TriangleAlert aria-hidden="true" className="size-5 shrink-0 text-warn" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>
          {since} <Time at={suspendedAt} />
          {suspendedBy === null ? "" : ` ${by(suspendedBy.name)}`}. {effect}
        </p>
        {suspensionReason === null ? null : (
          <p className="mt-1 whitespace-pre-line">
            <span className="font-medium">{reason}:</span> <bdi>{suspensionReason}</bdi>
          </p>
        )}
      </div>
    </div>
  );
}

function TeamFacts({ team }: { team: InstanceTeamDto }) {
  const { perMinute, per10Seconds } = team.keyRateLimitMax;
  const limit = (max: number | null) => (max === null ? texts.instanceLimit : formatCount(max));
  return (
    <Card
      id="facts"
      title={texts.facts}
      action={
        <Link
          href={`/instance/audit?target=${encodeURIComponent(team.id)}`}
          className="rounded-sm text-accent-text text-sm underline underline-offset-2"
        >
          {texts.events}
        </Link>
      }
    >
      <div className="p-4">
        <Facts>
          <Fact label={listTexts.columns.keys}>{formatCount(team.activeKeys)}</Fact>
          <Fact label={listTexts.columns.requests}>{formatCount(team.requests7d)}</Fact>
          <Fact label={listTexts.columns.created}>
            <Time at={team.createdAt} style="day" />
          </Fact>
          <Fact label={texts.perMinute}>{limit(perMinute)}</Fact>
          <Fact label={texts.per10Seconds}>{limit(per10Seconds)}</Fact>
          <Fact label={instanceTexts.person.id} className="max-xl:col-span-2">
            <code className="font-mono text-xs">{team.id}</code>
          </Fact>
        </Facts>
      </div>
    </Card>
  );
}
