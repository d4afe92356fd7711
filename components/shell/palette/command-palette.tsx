"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useId, useState } from "react";
import { signOut } from "#components/auth/session-client.ts";
import type { ShellTeam } from "#components/shell/shell-team.ts";
import { shellTexts } from "#components/shell/texts.ts";
import { Spinner } from "#components/ui/button/spinner.tsx";
import { backdropClasses, type FinalFocus, popupClasses } from "#components/ui/overlay/dialog-frame.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { applyTheme } from "#components/ui/theme/apply-theme.ts";
import { type Command, filterCommands, groupCommands, listCommands } from "./list-commands.ts";
import { useFoundKeys } from "./use-found-keys.ts";

const texts = shellTexts.palette;

interface CommandPaletteProps {
  team: ShellTeam;
  teams: readonly ShellTeam[];
  onClose: () => void;
  finalFocus: FinalFocus;
}

function useRun(onClose: () => void): (command: Command) => void {
  const router = useRouter();
  return ({ action }) => {
    onClose();
    switch (action.kind) {
      case "go":
        return router.push(action.path);
      case "load":
        return location.assign(action.path);
      case "theme":
        return applyTheme(action.theme);
      case "signOut":
        signOut().catch(() => showError(shellTexts.signOutFailed));
    }
  };
}

/** Finds and runs commands: type to filter, select with the arrow keys, run with Enter. */
export function CommandPalette({ team, teams, onClose, finalFocus }: CommandPaletteProps) {
  const [typed, setTyped] = useState("");
  const [index, setIndex] = useState(0);
  const id = useId();
  const run = useRun(onClose);
  const { found, isSearching } = useFoundKeys(team, typed);
  const groups = groupCommands([...filterCommands(listCommands(team, teams), typed), ...found]);
  const shown = groups.flatMap(({ commands }) => commands);
  const current = shown[Math.min(index, shown.length - 1)];
  const optionId = (command: Command) => `${id}-${command.id}`;

  const step = (by: number) => {
    const next = (Math.min(index, shown.length - 1) + by + shown.length) % Math.max(shown.length, 1);
    setIndex(next);
    const command = shown[next];
    if (command !== undefined)
      document.getElementById(optionId(command))?.scrollIntoView({ block: "nearest" });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter" && current !== undefined) run(current);
    else return;
    event.preventDefault();
  };

  return (
    <Base.Root open onOpenChange={onClose}>
      <Base.Portal>
        <Base.Backdrop className={backdropClasses} />
        <Base.Popup className={clsx(popupClasses, "overflow-hidden sm:max-w-lg")} finalFocus={finalFocus}>
          <Base.Title className="sr-only">{texts.title}</Base.Title>
          <div className="relative border-b">
            <Search
              aria-hidden="true"
              className="pointer-events-none absolute top-1/2 left-4 size-4 -translate-y-1/2 text-muted"
            />
            <input
              role="combobox"
              aria-label={texts.title}
              aria-expanded={shown.length > 0}
              aria-controls={`${id}-list`}
              aria-activedescendant={current === undefined ? undefined : optionId(current)}
              aria-autocomplete="list"
              autoComplete="off"
              spellCheck={false}
              placeholder={texts.placeholder}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setIndex(0);
              }}
              onKeyDown={press}
              className="h-12 w-full bg-transparent pr-10 pl-10 text-base outline-none"
            />
            {isSearching ? <Spinner className="absolute top-4 right-4 text-muted" /> : null}
          </div>
          <div id={`${id}-list`} role="listbox" aria-label={texts.title} className="overflow-y-auto p-1.5">
            {groups.map(({ name, commands }) => (
              // biome-ignore lint/a11y/useSemanticElements: HTML has no element for a group of options.
              <div key={name} role="group" aria-labelledby={`${id}-${name}`}>
                <div id={`${id}-${name}`} className="px-2.5 pt-2 pb-1 font-medium text-muted text-xs">
                  {name}
                </div>
                {commands.map((command) => (
                  <Option
                    key={command.id}
                    id={optionId(command)}
                    command={command}
                    isCurrent={command === current}
                    onChoose={() => run(command)}
                    onPoint={() => setIndex(shown.indexOf(command))}
                  />
                ))}
              </div>
            ))}
          </div>
          <p
            role="status"
            className={shown.length > 0 ? "sr-only" : "px-4 pb-5 text-center text-muted text-sm"}
          >
            {shown.length === 0 && !isSearching ? texts.nothing : ""}
          </p>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface OptionProps {
  id: string;
  command: Command;
  isCurrent: boolean;
  onChoose: () => void;
  onPoint: () => void;
}

function Option({ id, command, isCurrent, onChoose, onPoint }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field keeps the focus and handles the keys.
    <div
      id={id}
      role="option"
      aria-selected={isCurrent}
      onClick={onChoose}
      onPointerMove={onPoint}
      className="flex min-h-8 cursor-pointer items-center gap-3 rounded-md px-2.5 py-1.5 text-sm aria-selected:bg-sunken coarse:min-h-11"
    >
      <span className="min-w-0 flex-1 truncate">{command.label}</span>
      {command.code === undefined ? null : (
        <code className="font-mono text-muted text-xs">{command.code}</code>
      )}
    </div>
  );
}
