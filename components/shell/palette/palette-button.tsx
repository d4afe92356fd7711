"use client";

import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { ShellTeam } from "#components/shell/shell-team.ts";
import { shellTexts } from "#components/shell/texts.ts";
import { IconButton } from "#components/ui/button/button.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { loadWhenIdle } from "#components/ui/load-when-idle.ts";

const load = () => import("./command-palette.tsx");
const CommandPalette = loadComponent(async () => (await load()).CommandPalette);

interface PaletteButtonProps {
  userId: string;
  team: ShellTeam;
  teams: readonly ShellTeam[];
  isInstanceOwner: boolean;
  /** In the bar of small screens, beside the button that Ctrl K belongs to. */
  isIcon?: boolean;
}

/** Opens the command palette, also with Ctrl K or ⌘ K. Its code is loaded when the page is idle. */
export function PaletteButton({ userId, team, teams, isInstanceOwner, isIcon = false }: PaletteButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const opener = useRef<Element | null>(null);
  useEffect(() => loadWhenIdle(load), []);
  useEffect(() => {
    if (isIcon) return;
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      // An open dialog may ask for an answer or show a secret, so the shortcut must not leave it.
      if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
      opener.current = document.activeElement;
      setIsOpen(true);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [isIcon]);
  const shared = {
    ref: button,
    "aria-haspopup": "dialog" as const,
    onClick: () => {
      opener.current = button.current;
      setIsOpen(true);
    },
  };
  return (
    <>
      {isIcon ? (
        <IconButton {...shared} label={shellTexts.search}>
          <Search />
        </IconButton>
      ) : (
        <button
          {...shared}
          type="button"
          aria-keyshortcuts="Control+K Meta+K"
          className="flex h-8 w-full items-center gap-2.5 rounded-md border bg-raised px-2 text-muted text-sm transition-colors hover:text-text"
        >
          <Search aria-hidden="true" className="size-4" />
          <span className="min-w-0 flex-1 truncate text-left">{shellTexts.search}</span>
          <span aria-hidden="true" className="rounded border px-1 font-mono text-xs leading-4">
            {shellTexts.searchKeys}
          </span>
        </button>
      )}
      {isOpen ? (
        <CommandPalette
          userId={userId}
          team={team}
          teams={teams}
          isInstanceOwner={isInstanceOwner}
          onClose={() => setIsOpen(false)}
          finalFocus={() =>
            opener.current instanceof HTMLElement && opener.current.isConnected
              ? opener.current
              : (button.current ?? true)
          }
        />
      ) : null}
    </>
  );
}
