import { formatCount, formatCountOf } from "#components/ui/format/format-count.ts";
import { failureTexts } from "./failure-texts.ts";

/** Texts of the API Keys page. Those of its menus and dialogs load on demand: menu-texts.ts, action-texts.ts. */
export const keyTexts = {
  title: failureTexts.page,
  intro: (team: string) => `Applications use these keys to access ByteEngine as ${team}.`,
  generate: "Generate New Key",
  table: "API keys",
  columns: {
    box: "Select",
    name: "Name",
    status: "Status",
    environment: "Environment",
    requests: "Requests, 7 days",
    lastUsed: "Last used",
    expires: "Expires",
    owner: "Owner",
    menu: "Actions",
  },
  tools: {
    view: "View",
    export: "Export",
    exportTitle: "Download all keys of this view as CSV, without secrets",
    exportFailed: "The keys couldn't be exported. Try again.",
  },
  never: "Never",
  you: "you",
  teamOwned: "Team",
  states: {
    active: "Active",
    rotating: "Rotating",
    rotatingFor: (left: string) => `Rotating, ${left} left`,
    disabled: "Disabled",
    expired: "Expired",
    revoked: "Revoked",
    idle: "Idle",
    idleReason: "Not used for 90 days",
    suspended: "Owner suspended",
    revokedReason: "Deleted, and no longer works",
    suspendedReason: "Works again when its owner is reinstated",
    expiresIn: (hours: number) => {
      if (hours < 1) return "Expires in <1 hour";
      const left = hours < 24 ? formatCountOf(hours, "hour") : formatCountOf(Math.floor(hours / 24), "day");
      return `Expires in ${left}`;
    },
    previousSecretEnds: "Previous secret ends",
  },
  filters: {
    label: "Filter keys",
    search: "Search keys",
    placeholder: "Search, or paste a secret",
    more: "Filters",
    clear: "Clear filters",
    partOfKey: "This looks like a secret or part of one. Paste all of a key's secret to find the key.",
  },
  actionsFor: (name: string) => `Actions for ${name}`,
  selection: {
    selectPage: "Select all keys on this page",
    selectKey: (name: string) => `Select ${name}`,
    selected: (count: number) => `${formatCount(count)} selected`,
  },
  deleted: (name: string) => `${name} was deleted`,
  failed: "Something went wrong",
} as const;
