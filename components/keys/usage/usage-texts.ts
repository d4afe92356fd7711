import { formatCountOf } from "#components/ui/format/format-count.ts";

/** Texts about a key's recent requests: on its page, and in dialogs that change it. */
export const keyUsageTexts = {
  days: { day: "Day (UTC)", accepted: "Accepted", rejected: "Rejected" },
  usage: {
    loading: "Checking recent requests…",
    unknown: "Recent requests couldn't be checked.",
    none: "No requests in the last 24 hours.",
    some: (requests: number, addresses: number) =>
      `${formatCountOf(requests, "request")} in the last 24 hours from ${formatCountOf(addresses, "IP address", "IP addresses")}.`,
    lastUsed: "Last used",
  },
  finish: {
    title: (name: string) => `Finish rotation of ${name}?`,
    intro: "The previous secret stops working immediately.",
    safe: "Safe to finish: the previous secret hasn't been used since the rotation.",
    used: (requests: number, addresses: readonly string[]) =>
      `The previous secret is still in use: ${formatCountOf(Math.max(requests, 1), "request")} since the rotation${addresses.length === 0 ? "" : ` from ${new Intl.ListFormat("en").format(addresses)}`}.`,
    unknown: "Couldn't check whether the previous secret is still in use. Assume that it is.",
    lastUsed: "Last used",
    otherAddresses: (count: number) => formatCountOf(count, "more IP address", "more IP addresses"),
    submit: "Finish rotation",
    done: "Rotation finished",
    ended: "The previous secret no longer works.",
  },
} as const;
