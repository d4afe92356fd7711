import { formatCount, formatCountOf } from "#components/ui/format/format-count.ts";
import { failureTexts } from "./failure-texts.ts";

/** Texts of the API Keys page. Those of its menus and dialogs load on demand: menu-texts.ts, action-texts.ts. */
export const keyTexts = {
  title: failureTexts.page,
  intro: (team: string) => `Applications use these keys to access ByteEngine as ${team}.`,
  docsLink: "Quick start",
  generate: "Generate New Key",
  readOnly: (managers: string) => `Your role is read-only. Ask ${managers} to generate a key.`,
  table: "API keys",
  inactiveTable: "Inactive API keys",
  inactiveHeading: "Inactive (expired or deleted)",
  showInactive: (count: number) => `Show inactive (${formatCount(count)})`,
  hideInactive: "Hide inactive",
  moreInactive: "Filter by status to see more.",
  columns: {
    name: "Name",
    key: "Secret",
    environment: "Environment",
    owner: "Owner",
    permissions: "Permissions",
    lastUsed: "Last used",
    expires: "Expires",
    status: "Status",
    actions: "Actions",
  },
  never: "Never",
  you: "you",
  teamOwned: "Team",
  inherits: "Inherits role",
  noPermissions: "None",
  morePermissions: (count: number) => `+${count}`,
  showsPermissions: (count: number) => formatCountOf(count, "permission"),
  states: {
    active: "Active",
    rotating: "Rotating",
    disabled: "Disabled",
    expired: "Expired",
    revoked: "Revoked",
    idle: "Idle",
    idleReason: "Not used for 90 days",
    suspended: "Owner suspended",
    revokedReason: "Deleted, and no longer works",
    suspendedReason: "Works again when its owner is reinstated",
    expiresIn: (hours: number) => {
      if (hours < 1) return "Expires in under 1 hour";
      const left = hours < 24 ? formatCountOf(hours, "hour") : formatCountOf(Math.floor(hours / 24), "day");
      return `Expires in ${left}`;
    },
    previousSecretEnds: "Previous secret ends",
  },
  pager: { first: "First page", next: "Next page", label: "Pages" },
  filters: {
    label: "Filter keys",
    search: "Search keys",
    placeholder: "Search, or paste a secret",
    environment: "Environment",
    status: "Status",
    owner: "Owner",
    allEnvironments: "All environments",
    currentStatus: "Current",
    allOwners: "All owners",
    clear: "Clear filters",
    partOfKey: "This looks like part of a secret. Paste all of it to find its key.",
  },
  empty: {
    none: {
      title: "No API keys yet",
      text: "An API key gives your applications access to ByteEngine. Its secret is shown only once.",
    },
    noneCurrent: {
      title: "No current keys",
      text: "All keys have expired or been deleted. To see them, choose Show inactive.",
    },
    noMatch: { title: "No results", text: "Try another search, or clear the filters." },
  },
  requestsInWeek: (requests: number, rejected: number) =>
    `${formatCountOf(requests, "request")} in the last 7 days${rejected === 0 ? "" : `, ${formatCount(rejected)} rejected`}`,
  actionsFor: (name: string) => `Actions for ${name}`,
  selection: {
    column: "Select",
    selectPage: "Select all keys on this page",
    selectKey: (name: string) => `Select ${name}`,
    selected: (count: number) => `${formatCount(count)} selected`,
  },
  deleted: (name: string) => `${name} was deleted`,
  disabled: (name: string) => `${name} was disabled`,
  enabled: (name: string) => `${name} was enabled`,
  idCopied: "ID copied",
  copyFailed: "Your browser blocked copying",
  failed: "Something went wrong",
} as const;
