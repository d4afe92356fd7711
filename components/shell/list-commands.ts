import type { Theme } from "#components/ui/theme.ts";
import type { ShellTeam } from "./team-switcher.tsx";
import { shellTexts } from "./texts.ts";

const texts = shellTexts.palette;

type Deed =
  | { kind: "go"; path: string }
  /** Another team is another address, loaded anew. */
  | { kind: "load"; path: string }
  | { kind: "theme"; theme: Theme }
  | { kind: "signOut" };

/** Something one can go to or do. */
export interface Command {
  id: string;
  group: string;
  label: string;
  /** Shown beside the label, in the letters of keys. */
  code?: string;
  deed: Deed;
}

/** Everything the palette offers of itself; keys come from the API as one types. */
export function listCommands(team: ShellTeam, teams: readonly ShellTeam[]): Command[] {
  const home = `/t/${team.slug}`;
  const go = (label: string, path: string): Command => ({
    id: path,
    group: texts.groups.pages,
    label,
    deed: { kind: "go", path },
  });
  const setting = (label: string, name: string) =>
    go(`${shellTexts.settings} › ${label}`, `${home}/settings/${name}`);
  const theme = (name: Theme): Command => ({
    id: `theme-${name}`,
    group: texts.groups.actions,
    label: texts.themes[name],
    deed: { kind: "theme", theme: name },
  });
  return [
    {
      ...go(texts.generate, `${home}/settings/api-keys#generate`),
      group: texts.groups.actions,
    },
    go(shellTexts.overview, home),
    go(shellTexts.healthData, `${home}/health-data`),
    go(shellTexts.aiWorkers, `${home}/ai-workers`),
    setting(shellTexts.apiKeys, "api-keys"),
    setting(shellTexts.members, "members"),
    setting(shellTexts.environments, "environments"),
    setting(shellTexts.permissions, "permissions"),
    setting(shellTexts.auditLog, "audit-log"),
    setting(shellTexts.team, "team"),
    go(shellTexts.docs, "/docs"),
    ...teams
      .filter(({ id }) => id !== team.id)
      .map(
        ({ id, slug, name }): Command => ({
          id,
          group: texts.groups.teams,
          label: texts.switchTo(name),
          deed: { kind: "load", path: `/t/${slug}` },
        }),
      ),
    theme("system"),
    theme("light"),
    theme("dark"),
    { id: "sign-out", group: texts.groups.actions, label: shellTexts.signOut, deed: { kind: "signOut" } },
  ];
}

/** Those whose label holds every word that was typed. */
export function filterCommands(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}

/** Grouped for showing, each group where its first command stood. */
export function groupCommands(commands: readonly Command[]): { name: string; commands: Command[] }[] {
  return [...Map.groupBy(commands, ({ group }) => group)].map(([name, members]) => ({
    name,
    commands: members,
  }));
}
