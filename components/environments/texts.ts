import { formatCount, formatCountOf } from "#components/ui/format-count.ts";
import type { EnvironmentDto } from "#lib/schemas/environments.ts";

/** What the page about a team's environments says. */
export const environmentTexts = {
  title: "Environments",
  intro: "Where keys belong, and what is asked of a key there.",
  add: "Add environment",
  table: "Environments",
  columns: { name: "Environment", rules: "Rules for keys", order: "Order", actions: "Actions" },
  moveUp: (label: string) => `Move ${label} up`,
  moveDown: (label: string) => `Move ${label} down`,
  moved: (label: string) => `${label} was moved`,
  edit: "Edit…",
  remove: "Remove…",
  noRules: "None",
  reportOnly: "Reported, not refused",
  managesTeam: "Keys can manage the team",
  form: {
    createTitle: "Add an environment",
    editTitle: (label: string) => `Edit ${label}`,
    label: "Name",
    slug: "Short name",
    slugHint: "For keys and services, such as production. It cannot be changed later.",
    color: "Colour",
    colors: {
      green: "Green",
      amber: "Amber",
      red: "Red",
      blue: "Blue",
      purple: "Purple",
      gray: "Gray",
    },
    rules: "Rules for its keys",
    rulesHint: "They count when a key is made, changed or rotated. Keys that exist go on working.",
    creator: "Who may make, change and rotate keys",
    creators: {
      "": "Everyone who may make keys",
      developer: "Developers and above",
      admin: "Admins and owners",
      owner: "Owners only",
    },
    lifetime: "Longest lifetime in days",
    lifetimeHint: "Empty: as long as its maker likes.",
    lifetimeProblem: "Enter a whole number of days from 1 to 3660, or nothing",
    requiresExpiry: "A key must expire",
    requiresAllowedIps: "A key must name the addresses it is used from",
    reportOnly: "Only report",
    reportOnlyHint: "A broken rule is written to the audit log, and nothing is refused.",
    allowsTeamManagement: "Keys can manage the team",
    allowsTeamManagementHint:
      "Only keys that list members:write or team:write and aren't limited to resources. They can't give or change the roles admin and owner.",
    create: "Add environment",
    save: "Save changes",
  },
  preview: {
    loading: "Looking at the keys there…",
    unknown: "The keys there could not be looked at.",
    none: (live: number) =>
      live === 0
        ? "There are no live keys there."
        : `All ${formatCountOf(live, "live key")} there keep these rules.`,
    broken: (broken: number, live: number) =>
      `${formatCount(broken)} of ${formatCountOf(live, "live key")} there would break them, when next changed or rotated:`,
  },
  removal: {
    title: (label: string) => `Remove ${label}?`,
    intro: "It is gone from every list of choices. Its short name is never used again; the history keeps it.",
    submit: "Remove environment",
    done: (label: string) => `${label} was removed`,
  },
  created: (label: string) => `${label} was added`,
  saved: "Changes saved",
} as const;

const dayS = 86_400;

/** An environment's rules, each in a few words. */
export function describeRules(environment: EnvironmentDto): string[] {
  const { keyCreatorRole, maxKeyLifetimeSeconds, requiresExpiry, requiresAllowedIps } = environment;
  const creators: Record<string, string> = environmentTexts.form.creators;
  return [
    ...(keyCreatorRole === null ? [] : [`Keys by: ${creators[keyCreatorRole] ?? keyCreatorRole}`]),
    ...(maxKeyLifetimeSeconds === null
      ? []
      : [`At most ${formatCountOf(Math.floor(maxKeyLifetimeSeconds / dayS), "day")}`]),
    ...(requiresExpiry ? ["Must expire"] : []),
    ...(requiresAllowedIps ? ["Must name addresses"] : []),
  ];
}
