"use client";

import { Check, Plus } from "lucide-react";
import type { ShellTeam } from "#components/shell/shell-team.ts";
import { shellTexts } from "#components/shell/texts.ts";
import { MenuLink, MenuSeparator } from "#components/ui/menu/menu-items.tsx";

interface TeamMenuItemsProps {
  current: ShellTeam;
  teams: readonly ShellTeam[];
}

/** The person's teams, and a new one. */
export function TeamMenuItems({ current, teams }: TeamMenuItemsProps) {
  return (
    <>
      {teams.map((team) => (
        <MenuLink
          key={team.id}
          href={`/t/${team.slug}`}
          icon={<Check aria-hidden="true" className={team.id === current.id ? "visible" : "invisible"} />}
        >
          {team.name}
          {team.suspendedAt === null ? null : <span className="text-muted"> {shellTexts.suspendedTeam}</span>}
        </MenuLink>
      ))}
      <MenuSeparator />
      <MenuLink href="/teams/new" icon={<Plus aria-hidden="true" />}>
        {shellTexts.newTeam}
      </MenuLink>
    </>
  );
}
