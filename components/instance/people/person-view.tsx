import { TriangleAlert } from "lucide-react";
import { teamTexts } from "#components/team/texts.ts";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { CompactTable } from "#components/ui/display/compact-table.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import { instanceTexts } from "../texts.ts";
import type { PersonPageData } from "../view-data.ts";
import { PersonActs } from "./person-acts.tsx";
import { StatusBadge } from "./status-badge.tsx";

const texts = instanceTexts.person;

interface PersonViewProps {
  page: PersonPageData;
}

/** One person's account, and what an administrator can do with it. */
export function PersonView({ page }: PersonViewProps) {
  const { person, isSelf } = page;
  return (
    <>
      <Link
        href="/instance/people"
        className="mb-3 inline-block rounded-sm text-muted text-sm hover:underline"
      >
        ← {texts.back}
      </Link>
      <header className="mb-5 flex items-start justify-between gap-3 max-sm:flex-wrap">
        <div className="flex min-w-0 flex-1 items-center gap-3 max-sm:basis-full">
          <Avatar name={person.name} size="large" />
          <div className="min-w-0">
            <h1 className="font-semibold text-xl [overflow-wrap:anywhere]">
              <bdi>{person.name}</bdi>
              {person.isInstanceOwner ? (
                <Badge tone="accent" className="ml-2">
                  {instanceTexts.people.administrator}
                </Badge>
              ) : null}
            </h1>
            <p className="text-muted text-sm [overflow-wrap:anywhere]">{person.email}</p>
          </div>
        </div>
        {isSelf ? null : <PersonActs person={person} />}
      </header>
      {isSelf ? <p className="mb-5 text-muted text-sm">{texts.ownAccount}</p> : null}
      {person.status === "suspended" ? (
        <p className="mb-5 flex items-start gap-2.5 rounded-lg bg-warn-soft p-4 text-sm">
          <TriangleAlert aria-hidden="true" className="size-5 shrink-0 text-warn" />
          {texts.suspended}
        </p>
      ) : null}
      <div className="flex flex-col gap-5">
        <AccountCard page={page} />
        <SignInCard page={page} />
        <TeamsCard page={page} />
        <SignInsCard page={page} />
      </div>
    </>
  );
}

function AccountCard({ page: { person, now } }: PersonViewProps) {
  return (
    <Card
      id="account"
      title={texts.facts}
      action={
        <Link
          href={`/instance/audit?target=${encodeURIComponent(person.id)}`}
          className="rounded-sm text-accent-text text-sm underline underline-offset-2"
        >
          {texts.events}
        </Link>
      }
    >
      <div className="p-4">
        <Facts>
          <Fact label={texts.status}>
            <StatusBadge status={person.status} />
          </Fact>
          <Fact label={texts.email}>{person.isEmailVerified ? texts.verified : texts.notVerified}</Fact>
          <Fact label={texts.liveSessions}>
            {person.liveSessions === 0 ? texts.nowhere : texts.devices(person.liveSessions)}
          </Fact>
          <Fact label={texts.created}>
            <Time at={person.createdAt} style="day" />
          </Fact>
          <Fact label={texts.lastSeen}>
            {person.lastSeenAt === null ? (
              instanceTexts.people.never
            ) : (
              <RelativeTime at={person.lastSeenAt} serverNow={now} />
            )}
          </Fact>
          <Fact label={texts.id} className="max-xl:col-span-2">
            <code className="font-mono text-xs">{person.id}</code>
          </Fact>
        </Facts>
      </div>
    </Card>
  );
}

function SignInCard({ page: { person } }: PersonViewProps) {
  const { hasTwoFactor, passkeys, recoveryCodes, providers } = person;
  return (
    <Card id="sign-in" title={texts.signIn}>
      <div className="p-4">
        <Facts>
          <Fact label={texts.password}>{person.hasPassword ? texts.set : texts.none}</Fact>
          <Fact label={texts.passkeys}>{passkeys === 0 ? texts.none : formatCount(passkeys)}</Fact>
          <Fact label={texts.twoFactor}>
            {hasTwoFactor ? texts.recoveryCodes(recoveryCodes) : instanceTexts.people.off}
          </Fact>
          <Fact label={texts.providers}>
            {providers.length === 0 ? texts.none : providers.map(({ provider }) => provider).join(", ")}
          </Fact>
        </Facts>
      </div>
    </Card>
  );
}

function TeamsCard({ page: { person } }: PersonViewProps) {
  return (
    <Card id="teams" title={texts.teams}>
      {person.teams.length === 0 ? (
        <CardText>{texts.noTeams}</CardText>
      ) : (
        <CompactTable
          label={texts.teams}
          columns={[
            { key: "team", label: texts.team },
            { key: "role", label: texts.role },
            { key: "keys", label: texts.keys, isNumber: true },
          ]}
          rows={person.teams.map(({ id, name, role, status, liveKeys }) => ({
            key: id,
            cells: [
              <Link
                key="name"
                href={`/instance/teams/${id}`}
                title={name}
                className="block truncate rounded-sm hover:underline"
              >
                <bdi>{name}</bdi>
              </Link>,
              status === "active"
                ? teamTexts.roles[role]
                : `${teamTexts.roles[role]}, ${texts.suspendedInTeam}`,
              formatCount(liveKeys),
            ],
          }))}
        />
      )}
    </Card>
  );
}

function SignInsCard({ page: { person } }: PersonViewProps) {
  return (
    <Card id="sign-ins" title={texts.signIns}>
      {person.signIns.length === 0 ? (
        <CardText>{texts.noSignIns}</CardText>
      ) : (
        <CompactTable
          label={texts.signIns}
          columns={[
            { key: "device", label: texts.device },
            { key: "address", label: texts.address, isExtra: true },
            { key: "when", label: texts.when },
          ]}
          rows={person.signIns.map(({ id, device, address, createdAt, isLive }) => ({
            key: id,
            cells: [
              <span key="device" className="flex items-center gap-2">
                <span title={device ?? texts.unknown} className="min-w-0 truncate">
                  {device ?? texts.unknown}
                </span>
                {isLive ? <Badge tone="accent">{texts.signedIn}</Badge> : null}
              </span>,
              address ?? texts.unknown,
              <Time key="when" at={createdAt} />,
            ],
          }))}
        />
      )}
    </Card>
  );
}
