"use client";

import { CircleHelp } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { signOut } from "#components/auth/session-client.ts";
import { hasPartOfSecret } from "#components/keys/filter/key-filters.ts";
import { SearchDialog } from "#components/search/search-dialog.tsx";
import type { ShellTeam } from "#components/shell/shell-team.ts";
import { shellTexts } from "#components/shell/texts.ts";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { applyTheme } from "#components/ui/theme/apply-theme.ts";
import { findRequestId } from "#lib/domain/common/request-id.ts";
import { type Command, filterCommands, groupCommands, listCommands, readVerb } from "./list-commands.ts";
import { listRecent, rememberRecent } from "./recent-items.ts";
import { paletteTexts as texts } from "./texts.ts";
import { useFoundDocs } from "./use-found-docs.ts";
import {
  isPartOfSecret,
  useFoundApps,
  useFoundKeys,
  useFoundPeople,
  useFoundServers,
  useKeyOfSecret,
} from "./use-team-search.ts";

interface CommandPaletteProps {
  userId: string;
  team: ShellTeam;
  teams: readonly ShellTeam[];
  isInstanceOwner: boolean;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Opens a page. On the page that is already open, only a changed fragment tells it to open a dialog. */
function useOpenPage(): (path: string) => void {
  const router = useRouter();
  return (path) => {
    const [page = "", fragment] = path.split("#");
    if (fragment !== undefined && page === location.pathname) location.hash = fragment;
    else router.push(path);
  };
}

/** A pasted request id leads to the explanation of that request. */
function listPastedRequest(team: ShellTeam, typed: string): Command[] {
  const requestId = findRequestId(typed);
  if (requestId === null) return [];
  const path = `/t/${team.slug}/requests/${requestId}`;
  return [
    {
      id: path,
      group: texts.groups.pasted,
      label: texts.explainRequest,
      code: requestId,
      Icon: CircleHelp,
      action: { kind: "go", path },
    },
  ];
}

/** Whether the text already names the action that this command would put there. */
function isChosen(action: Command["action"], typed: string): boolean {
  return action.kind === "type" && `${typed} `.toLowerCase().startsWith(action.text);
}

/** Everything that matches the typed text. With nothing typed: what was opened last, and all commands. */
function useCommands({ userId, team, teams, isInstanceOwner }: CommandPaletteProps, typed: string) {
  const [recent] = useState(() => listRecent(userId, team.slug));
  const keys = useFoundKeys(team, typed);
  const apps = useFoundApps(team, typed);
  const servers = useFoundServers(team, typed);
  const people = useFoundPeople(team, typed);
  const docs = useFoundDocs(typed);
  const ofSecret = useKeyOfSecret(team, typed);
  const isNothingTyped = typed.trim() === "";
  const isSearching = keys.isSearching || docs.isSearching || ofSecret.isSearching;
  // The keys of a named action will come first, so nothing stands there before.
  if (keys.isSearching && readVerb(typed).verb !== null)
    return { groups: [], isSearching, unknownHint: null };
  const commands = [
    ...listPastedRequest(team, typed),
    ...ofSecret.found,
    ...keys.found,
    ...filterCommands(listCommands(team, teams, isInstanceOwner), typed).filter(
      ({ action }) => !isChosen(action, typed),
    ),
    ...apps,
    ...servers,
    ...people,
    ...docs.found,
  ];
  return {
    groups: groupCommands(isNothingTyped ? [...recent, ...commands] : commands),
    isSearching,
    unknownHint: ofSecret.unknownHint,
  };
}

/** Finds pages, keys, apps, FHIR servers, people, docs and actions, and opens or runs what is chosen. */
export function CommandPalette(props: CommandPaletteProps) {
  const { userId, team, onClose, finalFocus } = props;
  const [typed, setTyped] = useState("");
  const openPage = useOpenPage();
  const { groups, isSearching, unknownHint } = useCommands(props, typed);
  const choose = (command: Command) => {
    const { action } = command;
    if (action.kind === "type") return setTyped(action.text);
    rememberRecent(userId, command);
    onClose();
    switch (action.kind) {
      case "go":
        return openPage(action.path);
      case "load":
        return location.assign(action.path);
      case "theme":
        return applyTheme(action.theme);
      case "signOut":
        signOut().catch(() => showError(shellTexts.signOutFailed));
    }
  };
  return (
    <SearchDialog
      title={texts.title}
      placeholder={texts.placeholder}
      typed={typed}
      isHidden={hasPartOfSecret(typed)}
      onType={setTyped}
      groups={groups}
      isSearching={isSearching}
      empty={<Empty typed={typed.trim()} team={team} unknownHint={unknownHint} />}
      onChoose={choose}
      onClose={onClose}
      finalFocus={finalFocus}
    />
  );
}

interface EmptyProps {
  typed: string;
  team: ShellTeam;
  /** The hint of a pasted secret that no key of the team has. */
  unknownHint: string | null;
}

/** Says why nothing was found, and what to do. A secret is not repeated. */
function Empty({ typed, team, unknownHint }: EmptyProps): ReactNode {
  if (unknownHint !== null) return texts.unknownSecret(unknownHint, team.name);
  if (isPartOfSecret(typed)) return texts.partOfSecret;
  return (
    <>
      <p className="font-medium text-text [overflow-wrap:anywhere]">{texts.nothing(typed)}</p>
      <p className="mt-1">{texts.tryInstead}</p>
    </>
  );
}
