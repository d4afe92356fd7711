"use client";

import { ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import type { ShellTeam } from "#components/shell/shell-team.ts";
import { shellTexts } from "#components/shell/texts.ts";
import { Menu } from "#components/ui/menu/menu.tsx";
import type { TeamMenuItems } from "./team-menu-items.tsx";

interface TeamSwitcherProps {
  current: ShellTeam;
  teams: readonly ShellTeam[];
}

/** Switches teams with full page loads, so that no state of the previous team remains. */
export function TeamSwitcher({ current, teams }: TeamSwitcherProps) {
  const [Items, setItems] = useState<typeof TeamMenuItems>();
  const loadItems = async () => {
    const loaded = await import("./team-menu-items.tsx");
    setItems(() => loaded.TeamMenuItems);
  };
  return (
    <Menu
      align="start"
      loadItems={loadItems}
      trigger={
        <button
          type="button"
          className="flex h-10 w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-sunken coarse:h-11"
        >
          <span
            aria-hidden="true"
            className="grid size-6 shrink-0 place-items-center rounded bg-accent font-semibold text-white text-xs"
          >
            {[...current.name][0]?.toUpperCase()}
          </span>
          <span dir="auto" className="min-w-0 flex-1 truncate text-left font-medium text-sm">
            <span className="sr-only">{shellTexts.switchTeam} </span>
            {current.name}
          </span>
          <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
        </button>
      }
    >
      {Items === undefined ? null : <Items current={current} teams={teams} />}
    </Menu>
  );
}
