import {
  Activity,
  AppWindow,
  Bell,
  BookOpen,
  Bot,
  Building2,
  CircleUserRound,
  Database,
  Fingerprint,
  FolderSync,
  HeartPulse,
  House,
  KeyRound,
  Layers,
  Lock,
  LogOut,
  type LucideIcon,
  Monitor,
  MonitorSmartphone,
  Moon,
  Pencil,
  Plus,
  RefreshCw,
  ScrollText,
  Settings,
  ShieldCheck,
  SquareTerminal,
  Sun,
  Trash2,
  UserPlus,
  Users,
} from "lucide-react";
import { listWords } from "#components/search/docs-entries.ts";
import type { SearchGroup, SearchOption } from "#components/search/search-dialog.tsx";
import type { ShellTeam } from "#components/shell/shell-team.ts";
import { shellTexts } from "#components/shell/texts.ts";
import type { Theme } from "#components/ui/theme/theme.ts";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";
import { paletteTexts as texts } from "./texts.ts";

type Action =
  | { kind: "go"; path: string }
  /** A full page load, for switching teams. */
  | { kind: "load"; path: string }
  /** Replaces the typed text, to ask for the key of an action. */
  | { kind: "type"; text: string }
  | { kind: "theme"; theme: Theme }
  | { kind: "signOut" };

/** A page to open or an action to run. */
export interface Command extends SearchOption {
  group: string;
  /** Words that also find it. */
  words?: string;
  /** Not listed until something is typed. */
  isOnlyFound?: boolean;
  action: Action;
}

/** The actions on a key that open a dialog on its page. */
const keyVerbs = ["rotate", "edit", "delete"] as const;

export type KeyVerb = (typeof keyVerbs)[number];

export const verbIcons: Readonly<Record<KeyVerb, LucideIcon>> = {
  rotate: RefreshCw,
  edit: Pencil,
  delete: Trash2,
};

/** The action that the text begins with, and the rest, which names a key: "rotate billing". */
export function readVerb(typed: string): { verb: KeyVerb | null; rest: string } {
  const [, word = "", rest = ""] = /^\s*(\S+)\s*(.*)$/s.exec(typed) ?? [];
  const verb = keyVerbs.find((candidate) => candidate === word.toLowerCase()) ?? null;
  return verb === null ? { verb, rest: typed.trim() } : { verb, rest: rest.trim() };
}

const go = (label: string, path: string, Icon: LucideIcon, words?: string): Command => ({
  id: path,
  group: texts.groups.pages,
  label,
  Icon,
  words,
  action: { kind: "go", path },
});

function listPages(home: string): Command[] {
  const settings = `${home}/settings`;
  const { words } = texts;
  const setting = (label: string, name: string, Icon: LucideIcon, more = "") => ({
    ...go(label, `${settings}/${name}`, Icon, `settings ${more}`),
    detail: shellTexts.settings,
  });
  return [
    go(shellTexts.overview, home, House, "home dashboard"),
    go(shellTexts.requests, `${home}/requests`, Activity, texts.words.requests),
    setting(shellTexts.apiKeys, "api-keys", KeyRound, words.apiKeys),
    go(shellTexts.healthData, `${home}/health-data`, Database, words.healthData),
    go(shellTexts.aiWorkers, `${home}/ai-workers`, Bot, "agents"),
    go(shellTexts.apps, `${home}/apps`, AppWindow, words.apps),
    {
      ...go(shellTexts.trustedIssuers, `${home}/apps/issuers`, Fingerprint, words.trustedIssuers),
      detail: shellTexts.apps,
    },
    setting(shellTexts.members, "members", Users, words.members),
    setting(shellTexts.environments, "environments", Layers),
    setting(shellTexts.permissions, "permissions", ShieldCheck, "roles"),
    setting(shellTexts.auditLog, "audit-log", ScrollText, words.auditLog),
    setting(shellTexts.team, "team", Settings, words.team),
    go(shellTexts.account, "/account", CircleUserRound, words.account),
    { ...go(shellTexts.security, "/account/security", Lock, words.security), detail: shellTexts.account },
    {
      ...go(shellTexts.sessions, "/account/sessions", MonitorSmartphone, words.sessions),
      detail: shellTexts.account,
    },
    {
      ...go(shellTexts.notifications, "/account/notifications", Bell, words.notifications),
      detail: shellTexts.account,
    },
    go(shellTexts.docs, "/docs", BookOpen, words.docs),
    go(shellTexts.apiReference, "/docs/api", SquareTerminal, words.reference),
  ];
}

/** The pages for administrators of this console. */
function listInstancePages(): Command[] {
  const detail = shellTexts.administration;
  const { words } = texts;
  return [
    { ...go(shellTexts.instancePeople, "/instance/people", Users, words.instancePeople), detail },
    { ...go(shellTexts.instanceTeams, "/instance/teams", Building2, words.instanceTeams), detail },
    {
      ...go(
        shellTexts.instanceProvisioning,
        "/instance/provisioning",
        FolderSync,
        words.instanceProvisioning,
      ),
      detail,
    },
    { ...go(shellTexts.auditLog, "/instance/audit", ScrollText, words.instanceAudit), detail },
    { ...go(shellTexts.settings, "/instance/settings", Settings, words.instanceSettings), detail },
    { ...go(shellTexts.instanceHealth, "/instance/health", HeartPulse, words.instanceHealth), detail },
  ];
}

const themeIcons: Readonly<Record<Theme, LucideIcon>> = { system: Monitor, light: Sun, dark: Moon };

function act(id: string, label: string, Icon: LucideIcon, action: Action, words = ""): Command {
  return { id, group: texts.groups.actions, label, Icon, words, action };
}

/** What the role allows. The pages and the API enforce it. */
function listActions({ role }: ShellTeam, home: string): Command[] {
  const { words } = texts;
  const settings = `${home}/settings`;
  const canWriteKeys = isAtLeast(role, "developer");
  const generate = { kind: "go", path: `${settings}/api-keys#generate` } as const;
  const invite = { kind: "go", path: `${settings}/members#invite` } as const;
  const register = { kind: "go", path: `${home}/apps#register` } as const;
  const onKeys = keyVerbs.map((verb) => ({
    ...act(verb, texts.pickKey[verb], verbIcons[verb], { kind: "type", text: `${verb} ` }, words[verb]),
    isOnlyFound: verb !== "rotate",
  }));
  return [
    ...(canWriteKeys ? [act("generate", texts.generate, Plus, generate, words.generate), ...onKeys] : []),
    ...(isAtLeast(role, "admin")
      ? [
          act("invite", texts.invite, UserPlus, invite, words.invite),
          act("register-app", texts.registerApp, AppWindow, register, words.registerApp),
        ]
      : []),
    act("new-team", texts.newTeam, Building2, { kind: "go", path: "/teams/new" }, words.newTeam),
  ];
}

function listPreferences(): Command[] {
  const themes = (["system", "light", "dark"] as const).map((theme) =>
    act(
      `theme-${theme}`,
      texts.themes[theme],
      themeIcons[theme],
      { kind: "theme", theme },
      texts.words.theme,
    ),
  );
  const signOut = act("sign-out", shellTexts.signOut, LogOut, { kind: "signOut" }, texts.words.signOut);
  return [...themes, signOut].map((command) => ({ ...command, isOnlyFound: true }));
}

/** All commands that need no request. */
export function listCommands(
  team: ShellTeam,
  teams: readonly ShellTeam[],
  isInstanceOwner: boolean,
): Command[] {
  const home = `/t/${team.slug}`;
  const others = teams.filter(({ id }) => id !== team.id);
  return [
    ...listActions(team, home),
    ...listPages(home),
    ...(isInstanceOwner ? listInstancePages() : []),
    ...others.map(({ id, slug, name }) => ({
      id,
      group: texts.groups.teams,
      label: texts.switchTo(name),
      Icon: Building2,
      action: { kind: "load", path: `/t/${slug}` } as const,
    })),
    ...listPreferences(),
  ];
}

/** The commands that contain every typed word. Those with all words in the label come first. */
export function filterCommands(commands: readonly Command[], typed: string): Command[] {
  const words = listWords(typed);
  if (words.length === 0) return commands.filter(({ isOnlyFound }) => isOnlyFound !== true);
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const inLabel = commands.filter(({ label }) => has(label));
  const inWords = commands.filter(
    (command) =>
      !inLabel.includes(command) && has(`${command.label} ${command.detail ?? ""} ${command.words ?? ""}`),
  );
  return [...inLabel, ...inWords];
}

const groupOrder: readonly string[] = Object.values(texts.groups);

/** Groups the commands, in the order of `texts.groups`. A command that appears twice stays in its first group. */
export function groupCommands(commands: readonly Command[]): SearchGroup<Command>[] {
  const seen = new Set<string>();
  const unique = commands.filter(({ id }) => !seen.has(id) && seen.add(id));
  return [...Map.groupBy(unique, ({ group }) => group)]
    .sort(([one], [other]) => groupOrder.indexOf(one) - groupOrder.indexOf(other))
    .map(([name, options]) => ({ name, options }));
}
