import { formatCount, formatCountOf } from "#components/ui/format-count.ts";

/** What the dialogs around keys say; they are loaded when they are opened, and this with them. */
export const keyActionTexts = {
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
    heldBack: "Store the secret first. Once you leave this page, nobody can show it again.",
    wiped: "The secret was taken off the page when you left it. Rotate the key if you had not stored it.",
    lost: (name: string) =>
      `The secret of ${name} was shown to nobody. Rotate the key to get a new one, or delete it.`,
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
    graceOfBoth: "The present secrets end",
    graces: { 0: "Now", 3600: "In 1 hour", 86400: "In 24 hours", 604800: "In 7 days" },
    endsAt: "It stops working on",
    endsNow: "It stops working at once. Whatever still uses it will fail.",
    introRotating: "You get a new secret.",
    rotating:
      "A rotation is in progress. Rotating again ends both present secrets at once: whatever still uses them will fail. If nothing may break, generate another key instead.",
    repeated:
      "An earlier attempt may have rotated this key already, and its secret was shown to nobody. What stands here is how the key is now. Press again for another secret.",
    submit: "Rotate key",
    present: "Present secret",
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    intro: "It stops working at once and for good. Its history stays.",
    reason: "Reason",
    typeName: "Type the key's name to confirm:",
    mismatch: "This is not the key's name",
    disableInstead: "Disable instead",
    submit: "Delete key",
  },
  bulk: {
    label: "Selected keys",
    progress: (count: number, total: number) => `${formatCount(count)} of ${formatCount(total)}`,
    chooseAll: "Select page",
    disable: "Disable",
    delete: "Delete…",
    clear: "Clear",
    done: {
      disable: (count: number) => `${formatCountOf(count, "key")} disabled`,
      delete: (count: number) => `${formatCountOf(count, "key")} deleted`,
    },
    partly: {
      disable: (done: number, total: number, refused: number) =>
        `${done} of ${total} disabled; ${refused} refused`,
      delete: (done: number, total: number, refused: number) =>
        `${done} of ${total} deleted; ${refused} refused`,
    },
    refusal: (name: string, why: string) => `${name}: ${why}${why.endsWith(".") ? "" : "."}`,
    deleteTitle: (count: number) => `Delete ${formatCountOf(count, "key")}?`,
    deleteIntro: "They stop working at once and for good. Their history stays.",
    deleteSubmit: (count: number) => `Delete ${formatCountOf(count, "key")}`,
    inUse: (count: number) =>
      `${formatCountOf(count, "of them was", "of them were")} used in the last day. Whatever uses it will fail.`,
    unread: (count: number) => `${formatCount(count)} could not be looked up, and may be in use.`,
    typeCount: (count: number) => `Type ${count} to confirm:`,
    mismatch: (count: number) => `Type ${count}, the number of keys`,
  },
  found: {
    none: "No key of this team has that secret.",
    works: (name: string) => `That secret belongs to ${name}.`,
    ended: (name: string) => `That secret belongs to ${name}, and has ended.`,
    showAll: "Show all keys",
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
} as const;
