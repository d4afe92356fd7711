"use client";

import { AppWindow, Database, KeyRound, type LucideIcon, Users } from "lucide-react";
import type { ApiResult } from "#components/api-failure.ts";
import { getAppPath } from "#components/apps/app-path.ts";
import { getServerPath } from "#components/health-data/server-path.ts";
import { findSecret, hasPartOfSecret } from "#components/keys/filter/key-filters.ts";
import { getKeyPath } from "#components/keys/key-path.ts";
import { listWords } from "#components/search/docs-entries.ts";
import type { ShellTeam } from "#components/shell/shell-team.ts";
import { useLoad } from "#components/use-load.ts";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";
import { type Command, readVerb, verbIcons } from "./list-commands.ts";
import type { FoundKey, Person } from "./search-team.ts";
import { paletteTexts as texts } from "./texts.ts";

const pauseMs = 150;
const maxPeople = 4;
const maxNamed = 4;

function describeKey(team: ShellTeam, { id, name, hint, environment }: FoundKey): Command {
  return {
    id,
    group: texts.groups.keys,
    label: name,
    detail: environment,
    code: hint,
    Icon: KeyRound,
    action: { kind: "go", path: getKeyPath(team.slug, id) },
  };
}

/** Actions on the found keys, if the text begins with one: "rotate billing". */
function describeActions(team: ShellTeam, keys: readonly FoundKey[], typed: string): Command[] {
  const { verb } = readVerb(typed);
  if (verb === null || !isAtLeast(team.role, "developer")) return [];
  return keys.map(({ id, name, hint, environment }) => ({
    id: `${verb}-${id}`,
    group: texts.groups.actions,
    label: texts.onKey[verb](name),
    detail: environment,
    code: hint,
    Icon: verbIcons[verb],
    action: { kind: "go", path: `${getKeyPath(team.slug, id)}#${verb}` },
  }));
}

/** The keys that match the typed text, and the action it names. A secret is never sent, because it would be in a URL. */
export function useFoundKeys(team: ShellTeam, typed: string): { found: Command[]; isSearching: boolean } {
  const { verb, rest } = readVerb(typed);
  const isSearchable = rest.length <= 100 && !hasPartOfSecret(typed) && (verb !== null || rest.length > 1);
  const key = isSearchable ? rest : null;
  const { loaded } = useLoad(
    key,
    async (signal) => {
      const { searchKeys } = await import("./search-team.ts");
      return { isOk: true, data: { rest, keys: await searchKeys(team.id, rest, signal) } };
    },
    { delayMs: pauseMs },
  );
  if (!isSearchable) return { found: [], isSearching: false };
  if (loaded.state !== "known") return { found: [], isSearching: loaded.state === "loading" };
  const isStale = loaded.data.rest !== rest;
  const words = listWords(rest);
  // Of the results for the text before, only those that still match stay.
  const keys = loaded.data.keys.filter(
    ({ name }) => !isStale || words.every((word) => name.toLowerCase().includes(word)),
  );
  const options = verb === null ? keys.map((found) => describeKey(team, found)) : [];
  return { found: [...options, ...describeActions(team, keys, typed)], isSearching: isStale };
}

function describePerson(team: ShellTeam, { userId, name, email }: Person): Command[] {
  const settings = `/t/${team.slug}/settings`;
  const person = { group: texts.groups.people, detail: email };
  return [
    { ...person, id: userId, label: name, Icon: Users, action: { kind: "go", path: `${settings}/members` } },
    {
      ...person,
      id: `keys-${userId}`,
      label: texts.keysOf(name),
      Icon: KeyRound,
      action: { kind: "go", path: `${settings}/api-keys?owner=${userId}` },
    },
  ];
}

/** The members whose name or email address contains every typed word. */
export function useFoundPeople(team: ShellTeam, typed: string): Command[] {
  const words = listWords(typed);
  const isSearchable = words.length > 0 && !hasPartOfSecret(typed) && readVerb(typed).verb === null;
  const { loaded } = useLoad(isSearchable ? team.id : null, async (signal, teamId) => {
    const { listPeople } = await import("./search-team.ts");
    return listPeople(teamId, signal);
  });
  if (!isSearchable || loaded.state !== "known") return [];
  return loaded.data
    .filter(({ name, email }) => words.every((word) => `${name} ${email}`.toLowerCase().includes(word)))
    .slice(0, maxPeople)
    .flatMap((person) => describePerson(team, person));
}

interface Named {
  id: string;
  name: string;
  environment: string;
}

/** How one type of object is found by its name or ID, among all that a list returns. */
interface NamedKind {
  group: string;
  Icon: LucideIcon;
  getPath: (teamSlug: string, id: string) => string;
  load: (teamId: string, signal: AbortSignal) => Promise<ApiResult<Named[]>>;
}

const appKind: NamedKind = {
  group: texts.groups.apps,
  Icon: AppWindow,
  getPath: getAppPath,
  load: async (...given) => (await import("./search-team.ts")).listApps(...given),
};

const serverKind: NamedKind = {
  group: texts.groups.servers,
  Icon: Database,
  getPath: getServerPath,
  load: async (...given) => (await import("./search-team.ts")).listServers(...given),
};

/** Those whose name contains every typed word, or with the typed ID. */
function useFoundNamed(team: ShellTeam, typed: string, { group, Icon, getPath, load }: NamedKind): Command[] {
  const words = listWords(typed);
  const isSearchable = words.length > 0 && !hasPartOfSecret(typed) && readVerb(typed).verb === null;
  const { loaded } = useLoad(isSearchable ? team.id : null, (signal, teamId) => load(teamId, signal));
  if (!isSearchable || loaded.state !== "known") return [];
  return loaded.data
    .filter(({ id, name }) => id === typed.trim() || words.every((word) => name.toLowerCase().includes(word)))
    .slice(0, maxNamed)
    .map(({ id, name, environment }) => ({
      id,
      group,
      label: name,
      detail: environment,
      Icon,
      action: { kind: "go", path: getPath(team.slug, id) },
    }));
}

export function useFoundApps(team: ShellTeam, typed: string): Command[] {
  return useFoundNamed(team, typed, appKind);
}

export function useFoundServers(team: ShellTeam, typed: string): Command[] {
  return useFoundNamed(team, typed, serverKind);
}

/** The key of a pasted secret. Null if no key of the team has it. The secret is sent in a body. */
export function useKeyOfSecret(team: ShellTeam, typed: string) {
  const secret = findSecret(typed);
  const { loaded, isBusy } = useLoad(secret, async () => {
    const { lookUpSecret } = await import("#components/keys/filter/look-up-secret.ts");
    const data = secret === null ? undefined : await lookUpSecret(team.id, secret);
    return { isOk: true, data };
  });
  if (secret === null) return { found: [], unknownHint: null, isSearching: false };
  const result = loaded.state === "known" && !isBusy ? loaded.data : undefined;
  if (result?.key == null) {
    return {
      found: [],
      unknownHint: result?.hint ?? null,
      isSearching: loaded.state === "loading" || isBusy,
    };
  }
  const option = { ...describeKey(team, result.key), group: texts.groups.pasted, detail: texts.keyOfSecret };
  return { found: [option], unknownHint: null, isSearching: false };
}

/** Whether the text is part of a secret, so that nothing is searched for it. */
export function isPartOfSecret(typed: string): boolean {
  return hasPartOfSecret(typed) && findSecret(typed) === null;
}
