const numbers = new Intl.NumberFormat("en");

function plural(count: number, one: string, many = `${one}s`): string {
  return `${numbers.format(count)} ${count === 1 ? one : many}`;
}

/** "Ada", "Ada or Grace", "Ada, Grace or Alan". */
function listNames(names: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}

/** What the API Keys page and its dialogs say. */
export const keyTexts = {
  title: "API Keys",
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
    failed: {
      title: "The keys could not be loaded",
      text: "Nothing happened to them. Try again in a moment.",
      retry: "Try again",
    },
  },
  menu: {
    open: (name: string) => `Actions for ${name}`,
    copyId: "Copy ID",
    edit: "Edit",
    rotate: "Rotate…",
    finish: "Finish rotation",
    disable: "Disable",
    enable: "Enable",
    delete: "Delete…",
    notYours: "Only its owner or an admin can",
    notYourRole: "Your role cannot change keys",
    revoked: "It is revoked",
    expired: "It has expired",
    disabled: "Enable it first",
    rotating: "A rotation is in progress",
  },
  cancel: "Cancel",
  optional: "(optional)",
  secretLost:
    "The key exists, but its secret was shown to nobody. Rotate the key to get a new secret, or delete it.",
  reveal: {
    createdTitle: "Copy your new key",
    rotatedTitle: "Copy the new secret",
    warning:
      "This is the only time you will see it. It gives access to your team's data: never share it, and never commit it to a repository.",
    secret: "Secret key",
    copy: "Copy",
    copyFailed: "Your browser did not allow copying. The key is selected: copy it with Ctrl C or ⌘ C.",
    env: ".env line",
    curl: "curl",
    download: "Download",
    stored: "I have stored it",
    wiped: "The secret was taken off the page when you left it. Rotate the key if you had not stored it.",
  },
  saved: "Saved",
  stale: {
    deleted: "This key was deleted meanwhile.",
    gone: "This key is not there any more.",
    rotated: (hint: string) => `Somebody has rotated this key meanwhile. Its present secret is ${hint}.`,
    changed: "Somebody has changed this key meanwhile. What stands here is how it is now.",
  },
  rotate: {
    title: (name: string) => `Rotate ${name}`,
    intro: "You get a new secret. The present one works on for a while, so that nothing breaks on the way.",
    grace: "The present secret ends",
    graces: { 0: "Now", 3600: "In 1 hour", 86400: "In 24 hours", 604800: "In 7 days" },
    endsAt: "It stops working on",
    endsNow: "It stops working at once. Whatever still uses it will fail.",
    submit: "Rotate key",
    present: "Present secret",
  },
  finish: {
    title: (name: string) => `Finish rotating ${name}?`,
    intro: "The old secret stops working at once.",
    safe: "Safe to finish: the old secret has not been used since the rotation.",
    used: (calls: number, addresses: readonly string[]) =>
      `The old secret is still used: ${plural(Math.max(calls, 1), "call")} since the rotation${addresses.length === 0 ? "" : ` from ${new Intl.ListFormat("en").format(addresses)}`}.`,
    lastUsed: "The last",
    otherAddresses: (count: number) => plural(count, "more address", "more addresses"),
    submit: "Finish now",
    done: "The old secret has ended",
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    intro: "It stops working at once and for good. Its history stays.",
    reason: "Reason",
    typeName: "Type the key's name to confirm:",
    mismatch: "This is not the key's name",
    disableInstead: "Disable instead",
    submit: "Delete key",
    done: (name: string) => `${name} was deleted`,
  },
  usage: {
    loading: "Looking up its calls…",
    unknown: "Its calls could not be looked up.",
    none: "No calls in the last 24 hours.",
    some: (calls: number, addresses: number) =>
      `${plural(calls, "call")} in the last 24 hours from ${plural(addresses, "address", "addresses")}.`,
    lastUsed: "Last used",
    week: (calls: number, refused: number) =>
      `${plural(calls, "verification")} in 7 days${refused === 0 ? "" : `, ${numbers.format(refused)} refused`}`,
  },
  bulk: {
    label: "Selected keys",
    column: "Select",
    choosePage: "Select all keys on this page",
    choose: (name: string) => `Select ${name}`,
    chosen: (count: number) => `${numbers.format(count)} selected`,
    progress: (count: number, total: number) => `${numbers.format(count)} of ${numbers.format(total)}`,
    chooseAll: "Select page",
    disable: "Disable",
    delete: "Delete…",
    clear: "Clear",
    done: {
      disable: (count: number) => `${plural(count, "key")} disabled`,
      delete: (count: number) => `${plural(count, "key")} deleted`,
    },
    partly: {
      disable: (done: number, total: number, refused: number) =>
        `${done} of ${total} disabled; ${refused} refused`,
      delete: (done: number, total: number, refused: number) =>
        `${done} of ${total} deleted; ${refused} refused`,
    },
    refusal: (name: string, why: string) => `${name}: ${why}${why.endsWith(".") ? "" : "."}`,
    deleteTitle: (count: number) => `Delete ${plural(count, "key")}?`,
    deleteIntro: "They stop working at once and for good. Their history stays.",
    deleteSubmit: (count: number) => `Delete ${plural(count, "key")}`,
    inUse: (count: number) =>
      `${plural(count, "of them was", "of them were")} used in the last day. Whatever uses it will fail.`,
    typeCount: (count: number) => `Type ${count} to confirm:`,
    mismatch: (count: number) => `Type ${count}, the number of keys`,
  },
  shortcuts: {
    title: "Keyboard shortcuts",
    list: [
      { keys: ["/"], does: "Search" },
      { keys: ["c"], does: "Generate a key" },
      { keys: ["j", "↓"], does: "Next key" },
      { keys: ["k", "↑"], does: "Previous key" },
      { keys: ["Enter"], does: "Open the key" },
      { keys: ["x"], does: "Select the key, with Shift all up to it" },
      { keys: ["Esc"], does: "Clear the selection" },
      { keys: ["?"], does: "Show this" },
    ],
  },
  disabled: (name: string) => `${name} is disabled`,
  enabled: (name: string) => `${name} works again`,
  idCopied: "ID copied",
  copyFailed: "Your browser did not allow copying",
  failed: "That did not work",
} as const;
