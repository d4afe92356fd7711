import { formatCount, formatCountOf } from "#components/ui/format/format-count.ts";

/** Texts of the key dialogs. A separate file, so that they load only when a dialog opens. */
export const keyActionTexts = {
  reveal: {
    createdTitle: "Copy your new secret",
    rotatedTitle: "Copy your new secret",
    env: ".env line",
    curl: "curl",
    download: "Download",
    another: "Generate another",
    wiped: "The secret was removed when you left the page. If you didn't store it, rotate the key.",
    lost: (name: string) =>
      `The secret of ${name} was never shown. Rotate the key to get a new secret, or delete the key.`,
  },
  saved: "Changes saved",
  stale: {
    deleted: "This key has been deleted.",
    gone: "This key no longer exists.",
    rotated: (hint: string) =>
      `This key was rotated while this dialog was open. Its current secret is ${hint}.`,
    changed: "This key was changed while this dialog was open. Showing the latest version.",
  },
  rotate: {
    title: (name: string) => `Rotate ${name}`,
    intro: "You get a new secret. The current secret keeps working during the grace period.",
    gracePeriod: "Grace period",
    gracePeriods: { 0: "None", 3600: "1 hour", 86400: "24 hours", 604800: "7 days" },
    endsAt: "The current secret stops working on",
    endsNow: "The current secret stops working immediately. Requests that use it will fail.",
    introRotating: "You get a new secret.",
    rotating:
      "A rotation is in progress. If you rotate again, the current and the previous secret stop working immediately, and requests that use them fail. To avoid that, generate another key instead.",
    repeated:
      "An earlier attempt may have rotated this key without showing you the new secret. If a rotation is in progress, the previous secret is the one your applications use, and rotating again stops it immediately.",
    cutShort: "Ends earlier, when the key expires",
    rules: {
      addAddresses: "Add allowed addresses",
      added: "The allowed addresses were saved.",
      edit: "Edit key",
      emergency:
        "Until then, you can rotate only without a grace period. If the secret has leaked, do that now.",
      needsRole:
        "You can't rotate this key. If the secret has leaked, ask the key's owner or someone with that role to rotate it without a grace period, or delete the key.",
    },
    submit: "Rotate key",
    current: "Current secret",
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    intro: "It stops working immediately. This can't be undone. Its history is kept.",
    reason: "Reason",
    typeName: "Type the key's name to confirm:",
    mismatch: "This doesn't match the key's name",
    disableInstead: "Disable instead",
    submit: "Delete key",
  },
  bulk: {
    label: "Selected keys",
    progress: (count: number, total: number) => `${formatCount(count)} of ${formatCount(total)}`,
    selectPage: "Select page",
    enable: "Enable",
    disable: "Disable",
    extend: "Extend expiry…",
    delete: "Delete…",
    clear: "Clear",
    extendTitle: (count: number) => `Extend the expiry of ${formatCountOf(count, "key")}`,
    extendIntro: "Keys that already expire later, or never, keep their expiry.",
    extendSubmit: "Extend expiry",
    dateMissing: "Choose a date",
    datePast: "Choose a date in the future",
    expiresLater: "Already expires later, or never",
    done: {
      enable: (count: number) => `${formatCountOf(count, "key")} enabled`,
      extend: (count: number) => `Expiry of ${formatCountOf(count, "key")} extended`,
      disable: (count: number) => `${formatCountOf(count, "key")} disabled`,
      delete: (count: number) => `${formatCountOf(count, "key")} deleted`,
    },
    partlyDone: {
      enable: (done: number, total: number, failed: number) =>
        `${done} of ${total} enabled, ${failed} failed`,
      extend: (done: number, total: number, failed: number) =>
        `${done} of ${total} extended, ${failed} unchanged`,
      disable: (done: number, total: number, failed: number) =>
        `${done} of ${total} disabled, ${failed} failed`,
      delete: (done: number, total: number, failed: number) =>
        `${done} of ${total} deleted, ${failed} failed`,
    },
    failure: (name: string, reason: string) => `${name}: ${reason}${reason.endsWith(".") ? "" : "."}`,
    deleteTitle: (count: number) => `Delete ${formatCountOf(count, "key")}?`,
    deleteIntro: "They stop working immediately. This can't be undone. Their history is kept.",
    deleteSubmit: (count: number) => `Delete ${formatCountOf(count, "key")}`,
    inUse: (count: number) =>
      `${formatCountOf(count, "of these keys was", "of these keys were")} used in the last 24 hours. Requests that use ${count === 1 ? "it" : "them"} will fail.`,
    unknown: (count: number) => `${formatCountOf(count, "key")} couldn't be checked and may be in use.`,
    typeCount: (count: number) => `Type ${count} to confirm:`,
    mismatch: (count: number) => `Type ${count}, the number of keys`,
  },
  found: {
    none: "No key in this team has this secret.",
    works: (name: string) => `This secret belongs to ${name}.`,
    ended: (name: string) => `This secret belongs to ${name}, but no longer works.`,
    showAll: "Show all keys",
  },
  shortcuts: {
    title: "Keyboard shortcuts",
    list: [
      { keys: ["/"], action: "Search" },
      { keys: ["c"], action: "Generate a key" },
      { keys: ["j", "↓"], action: "Next key" },
      { keys: ["k", "↑"], action: "Previous key" },
      { keys: ["Enter"], action: "Open the key" },
      { keys: ["x"], action: "Select the key, or a range with Shift" },
      { keys: ["Esc"], action: "Clear the selection" },
      { keys: ["?"], action: "Show keyboard shortcuts" },
    ],
  },
} as const;
