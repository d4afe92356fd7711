import { failureTexts } from "./failure-texts.ts";
import { numbers, plural } from "./plural.ts";

/** "Ada", "Ada or Grace", "Ada, Grace or Alan". */
function listNames(names: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}

/** What the API Keys page says. What its menus and dialogs say is loaded with them: action-texts.ts. */
export const keyTexts = {
  title: failureTexts.page,
  intro: (team: string) => `Programs call ByteEngine as ${team} with these keys.`,
  docsLink: "Quick start",
  overview: { open: "Open API Keys" },
  generate: "Generate New Key",
  askForKeys: (names: readonly string[]) =>
    names.length === 0
      ? "Your role cannot make keys. Ask an admin of the team."
      : `Your role cannot make keys. Ask ${listNames(names)}.`,
  table: "API keys",
  inactiveTable: "Inactive API keys",
  inactiveHeading: "Inactive",
  showInactive: (count: number) => `Show inactive (${numbers.format(count)})`,
  hideInactive: "Hide inactive",
  moreInactive: "More of them: choose the status Expired or Revoked above.",
  columns: {
    name: "Name",
    key: "Key",
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
  showsPermissions: (count: number) => plural(count, "permission"),
  states: {
    active: "Active",
    rotating: "Rotating",
    disabled: "Disabled",
    expired: "Expired",
    revoked: "Revoked",
    idle: "Idle",
    idleReason: "Not used for 90 days",
    expiresIn: (days: number) => (days < 1 ? "Expires today" : `Expires in ${plural(days, "day")}`),
    oldSecretEnds: "Old secret ends",
  },
  pager: { first: "First page", next: "Next page", label: "Pages" },
  filters: {
    label: "Filter keys",
    search: "Search keys",
    placeholder: "Search, or paste a key",
    environment: "Environment",
    status: "Status",
    owner: "Owner",
    everyEnvironment: "All environments",
    everyStatus: "Usable",
    everyOwner: "Anyone",
    clear: "Clear filters",
    partOfKey: "That looks like part of a secret. Paste all of it to find its key.",
    notFound: "No key of this team has that secret.",
    found: (name: string) => `That secret belongs to ${name}.`,
    showAll: "Show all keys",
  },
  empty: {
    none: {
      title: "No API keys yet",
      text: "A key lets a program call ByteEngine in your name. It is shown once, when you generate it; you can rotate or delete it at any time.",
    },
    noneUsable: { title: "No usable keys", text: "All of this team's keys have expired or were deleted." },
    noMatch: { title: "No key matches", text: "Try another word, or clear the filters." },
    notAllowed: { title: "No API keys yet" },
  },
  week: (calls: number, refused: number) =>
    `${plural(calls, "verification")} in 7 days${refused === 0 ? "" : `, ${numbers.format(refused)} refused`}`,
  actionsFor: (name: string) => `Actions for ${name}`,
  selection: {
    column: "Select",
    choosePage: "Select all keys on this page",
    choose: (name: string) => `Select ${name}`,
    chosen: (count: number) => `${numbers.format(count)} selected`,
  },
  secretWiped: "The secret was taken off the page when you left it. Rotate the key if you had not stored it.",
  secretLost:
    "The key exists, but its secret was shown to nobody. Rotate the key to get a new secret, or delete it.",
  deleted: (name: string) => `${name} was deleted`,
  disabled: (name: string) => `${name} is disabled`,
  enabled: (name: string) => `${name} works again`,
  idCopied: "ID copied",
  copyFailed: "Your browser did not allow copying",
  failed: "That did not work",
} as const;
