import { formatCount, formatCountOf } from "#components/ui/format/format-count.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { formatDuration } from "#lib/domain/common/count-of.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";

/** The texts of the environments page. */
export const environmentTexts = {
  title: "Environments",
  intro: "Group keys by environment and set rules for them.",
  add: "Add environment",
  table: "Environments",
  columns: {
    name: "Environment",
    rules: "Rules for keys",
    keys: "Current keys",
    order: "Order",
    actions: "Actions",
  },
  keysIn: (label: string, count: number) => `${formatCountOf(count, "current key")} in ${label}`,
  moveUp: (label: string) => `Move ${label} up`,
  moveDown: (label: string) => `Move ${label} down`,
  moved: (label: string) => `${label} was moved`,
  edit: "Edit…",
  remove: "Remove…",
  noRules: "None",
  reportOnly: "Report only",
  managesTeam: "Keys can manage the team",
  form: {
    createTitle: "Add an environment",
    editTitle: (label: string) => `Edit ${label}`,
    label: "Name",
    slug: "Short name",
    slugHint: "Used by keys and services, for example production. It can't be changed later.",
    color: "Color",
    colors: {
      green: "Green",
      amber: "Amber",
      red: "Red",
      blue: "Blue",
      purple: "Purple",
      gray: "Gray",
    },
    rules: "Rules for keys",
    rulesHint:
      "Checked when a key is generated, edited, rotated or enabled. Existing keys keep working, and can always be rotated without a grace period.",
    creator: "Who can generate, edit, rotate and enable keys",
    creators: {
      "": "No rule (developers and above)",
      developer: "Only developers and above",
      admin: "Only admins and owners",
      owner: "Only owners",
    },
    lifetime: "Maximum lifetime in days",
    lifetimeHint: "Leave empty for no maximum.",
    lifetimeProblem: "Enter a whole number of days from 1 to 3660, or leave empty",
    requiresExpiry: "Keys must expire",
    requiresAllowedIps: "Keys must list their allowed IP addresses",
    reportOnly: "Report only",
    reportOnlyHint: "Changes that break a rule are recorded in the audit log instead of being rejected.",
    allowsTeamManagement: "Keys can manage the team",
    allowsTeamManagementHint:
      "Only keys that list members:write or team:write and aren't limited to resources. They can't assign or change the admin and owner roles.",
    notifiesKeyChanges: "Notify people about key changes",
    notifiesKeyChangesHint:
      "When a key is created, rotated or deleted, its owner and the team's owners and admins are notified.",
    create: "Add environment",
    save: "Save changes",
  },
  preview: {
    loading: "Checking the keys in this environment…",
    unknown: "The keys in this environment couldn't be checked.",
    none: (live: number) => {
      if (live === 0) return "This environment has no current keys.";
      return live === 1
        ? "The 1 current key meets these rules."
        : `All ${formatCount(live)} current keys meet these rules.`;
    },
    broken: (broken: number, live: number) =>
      `${formatCount(broken)} of ${formatCountOf(live, "current key")} would break these rules when next edited, rotated or enabled:`,
  },
  removal: {
    title: (label: string) => `Remove ${label}?`,
    intro:
      "Only an empty environment can be removed: delete its keys, FHIR servers and AI workers first. Its short name can't be used again. The audit log keeps its history.",
    submit: "Remove environment",
    done: (label: string) => `${label} was removed`,
  },
  created: (label: string) => `${label} was added`,
  saved: "Changes saved",
} as const;

const managedBy: Record<Role, string> = {
  viewer: "Managed by viewers and above",
  developer: "Managed by developers and above",
  admin: "Managed only by admins and owners",
  owner: "Managed only by owners",
};

/** A short label for each rule of an environment. */
export function describeRules(environment: EnvironmentDto): string[] {
  const { keyCreatorRole, maxKeyLifetimeSeconds, requiresExpiry, requiresAllowedIps } = environment;
  return [
    ...(keyCreatorRole === null ? [] : [managedBy[keyCreatorRole]]),
    ...(maxKeyLifetimeSeconds === null ? [] : [`Expire within ${formatDuration(maxKeyLifetimeSeconds)}`]),
    ...(requiresExpiry ? ["Must expire"] : []),
    ...(requiresAllowedIps ? ["Must list allowed IPs"] : []),
  ];
}
