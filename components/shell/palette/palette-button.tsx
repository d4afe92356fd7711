"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useCallback, useEffect, useRef, useState } from "react";
import type { ShellTeam } from "#components/shell/shell-team.ts";
import { shellTexts } from "#components/shell/texts.ts";

const texts = shellTexts.palette;

const CommandPalette = dynamic(async () => (await import("./command-palette.tsx")).CommandPalette, {
  ssr: false,
});

interface PaletteButtonProps {
  team: ShellTeam;
  teams: readonly ShellTeam[];
}

/** Opens the command palette, also with Ctrl K or ⌘ K. The palette's code is loaded on first use. */
export function PaletteButton({ team, teams }: PaletteButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const opener = useRef<HTMLElement | null>(null);
  const open = useCallback(() => {
    opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setIsOpen(true);
  }, []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      // An open dialog may ask for an answer or show a secret, so the shortcut must not leave it.
      if (document.querySelector('[role="dialog"], [role="alertdialog"]') === null) open();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [open]);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={open}
        className="flex h-8 w-full items-center gap-2.5 rounded-md border bg-raised px-2 text-muted text-sm transition-colors hover:text-text"
      >
        <Search aria-hidden="true" className="size-4" />
        <span className="min-w-0 flex-1 truncate text-left">{texts.open}</span>
        <span aria-hidden="true" className="rounded border px-1 font-mono text-xs leading-4">
          {texts.keys}
        </span>
      </button>
      {isOpen ? (
        <CommandPalette
          team={team}
          teams={teams}
          onClose={() => setIsOpen(false)}
          finalFocus={() => (opener.current?.isConnected ? opener.current : (button.current ?? true))}
        />
      ) : null}
    </>
  );
}
