import { formatCountOf } from "#components/ui/format/format-count.ts";

export const searchTexts = {
  close: "Close search",
  /** What screen readers announce while the reader types. */
  results: (typed: string, count: number) => {
    if (typed === "") return "";
    return count === 0 ? "No results" : formatCountOf(count, "result");
  },
  keys: [
    ["↑↓", "Move"],
    ["↵", "Open"],
    ["esc", "Close"],
  ],
} as const;
