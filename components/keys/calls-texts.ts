import { formatCountOf } from "#components/ui/format-count.ts";

/** What is said of a key's calls, on its page and before it is changed. */
export const keyCallsTexts = {
  usage: {
    loading: "Looking up its calls…",
    loadingAll: "Looking up their calls…",
    unknown: "Its calls could not be looked up.",
    none: "No calls in the last 24 hours.",
    some: (calls: number, addresses: number) =>
      `${formatCountOf(calls, "call")} in the last 24 hours from ${formatCountOf(addresses, "address", "addresses")}.`,
    lastUsed: "Last used",
  },
  finish: {
    title: (name: string) => `Finish rotating ${name}?`,
    intro: "The old secret stops working at once.",
    safe: "Safe to finish: the old secret has not been used since the rotation.",
    used: (calls: number, addresses: readonly string[]) =>
      `The old secret is still used: ${formatCountOf(Math.max(calls, 1), "call")} since the rotation${addresses.length === 0 ? "" : ` from ${new Intl.ListFormat("en").format(addresses)}`}.`,
    unknown:
      "It could not be looked up whether the old secret is still used. Take it to be, until you know better.",
    lastUsed: "The last",
    otherAddresses: (count: number) => formatCountOf(count, "more address", "more addresses"),
    submit: "Finish now",
    done: "The old secret has ended",
  },
} as const;
