import type { ShellTeam } from "#components/shell/shell-team.ts";
import { shellTexts } from "#components/shell/texts.ts";
import type { Theme } from "#components/ui/theme/theme.ts";

const texts = shellTexts.palette;

type Action =
  | { kind: "go"; path: string }
  /** A full page load, for switching teams. */
  | { kind: "load"; path: string }
  | { kind: "theme"; theme: Theme }
  | { kind: "signOut" };

/** A page to open or an action to run. */
export interface Command {
  id: string;
  group: string;
  label: string;
  /** Shown next to the label in a monospaced font. */
  code?: string;
  action: Action;
}

/** All built-in commands. Keys come from the API while the user types. */
export function listCommands(team: ShellTeam, teams: readonly ShellTeam[]): Command[] {
  const home = `/t/${team.slug}`;
  const go = (label: string, path: string): Command => ({
    id: path,
    group: texts.groups.pages,
    label,
    action: { kind: "go", path },
  });
  const setting = (label: string, name: string) =>
    go(`${shellTexts.settings} › ${label}`, `${home}/settings/${name}`);
  const theme = (name: Theme): Command => ({
    id: `theme-${name}`,
    group: texts.groups.actions,
    label: texts.themes[name],
    action: { kind: "theme", theme: name },
  });
  return [
    {
      ...go(texts.generate, `${home}/settings/api-keys#generate`),
      group: texts.groups.actions,
    },
    go(shellTexts.overview, home),
    go(shellTexts.requests, `${home}/requests`),
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
          action: { kind: "load", path: `/t/${slug}` },
        }),
      ),
    theme("system"),
    theme("light"),
    theme("dark"),
    { id: "sign-out", group: texts.groups.actions, label: shellTexts.signOut, action: { kind: "signOut" } },
  ];
}

/** The commands whose label contains every typed word. */
export function filterCommands(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}

/** Groups the commands, in the order of each group's first command. */
export function groupCommands(commands: readonly Command[]): { name: string; commands: Command[] }[] {
  return [...Map.groupBy(commands, ({ group }) => group)].map(([name, members]) => ({
    name,
    commands: members,
  }));
}
