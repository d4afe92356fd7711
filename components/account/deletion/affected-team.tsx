"use client";

import { useId } from "react";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { Link } from "#components/ui/link.tsx";
import type { KeyChoice } from "#lib/contract/people/account-deletion.ts";
import type { AffectedTeam } from "./key-choices.ts";
import { deletionTexts } from "./texts.ts";

const texts = deletionTexts.teams;

interface AffectedTeamProps {
  team: AffectedTeam;
  /** An administrator of the console suspended the team, so its pages can't be opened. */
  isSuspended: boolean;
  choice: KeyChoice | undefined;
  onChoose: (choice: KeyChoice) => void;
  error: string | undefined;
}

/** What happens to one team, and to the person's keys there. */
export function AffectedTeamItem({ team, isSuspended, choice, onChoose, error }: AffectedTeamProps) {
  return (
    <li className="flex flex-col gap-2 border-t px-3 py-2.5 text-sm first:border-t-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{team.name}</bdi>
        <span className={team.outcome === "left" ? "text-muted" : "text-bad"}>{texts[team.outcome]}</span>
      </div>
      {team.outcome === "blocked" ? <WayOut slug={team.slug} isSuspended={isSuspended} /> : null}
      {team.outcome === "deleted" ? <p className="text-muted text-xs">{texts.deletedHint}</p> : null}
      {team.outcome === "left" && team.liveKeys > 0 ? (
        <Keys team={team} choice={choice} onChoose={onChoose} error={error} />
      ) : null}
    </li>
  );
}

/** How the team gets another owner, or ends. */
function WayOut({ slug, isSuspended }: { slug: string; isSuspended: boolean }) {
  const path = `/t/${slug}`;
  const links = isSuspended
    ? [{ href: path, label: texts.suspended }]
    : [
        { href: `${path}/settings/members`, label: texts.members },
        { href: `${path}/settings/team`, label: texts.team },
      ];
  return (
    <>
      <p className="text-muted text-xs">{isSuspended ? texts.suspendedHint : texts.blockedHint}</p>
      <p className="flex flex-wrap gap-x-4">
        {links.map(({ href, label }) => (
          <Link key={href} href={href} className="rounded-sm text-accent-text underline">
            {label}
          </Link>
        ))}
      </p>
    </>
  );
}

function KeyNames({ keyNames, liveKeys }: Pick<AffectedTeam, "keyNames" | "liveKeys">) {
  const more = liveKeys - keyNames.length;
  return (
    <p className="text-muted text-xs [overflow-wrap:anywhere]">
      {keyNames.join(", ")}
      {more > 0 ? deletionTexts.keys.more(more) : null}
    </p>
  );
}

function Keys({ team, choice, onChoose, error }: Omit<AffectedTeamProps, "isSuspended">) {
  const group = useId();
  const { keys } = deletionTexts;
  if (!team.canHandOver) {
    return (
      <>
        <p>{keys.only(team.liveKeys)}</p>
        <KeyNames {...team} />
        <p className="text-muted text-xs">{keys.onlyHint}</p>
      </>
    );
  }
  const radio = (value: KeyChoice) => (
    <Radio
      name={group}
      label={keys[value]}
      hint={value === "handOver" ? keys.handOverHint : keys.revokeHint}
      checked={choice === value}
      aria-invalid={error === undefined ? undefined : true}
      onChange={() => onChoose(value)}
    />
  );
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1">{keys.legend(team.liveKeys)}</legend>
      <KeyNames {...team} />
      {radio("handOver")}
      {radio("revoke")}
      {error === undefined ? null : <FieldError>{error}</FieldError>}
    </fieldset>
  );
}
