import { formatCountOf } from "#components/ui/format/format-count.ts";

/** Texts around the guides. The guides are in docs/. */
export const docsTexts = {
  back: "Go to the console",
  navigation: "Guides",
  search: {
    label: "Search",
    found: (count: number) => (count === 0 ? "No results" : formatCountOf(count, "result")),
  },
} as const;
