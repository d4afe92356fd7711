import { formatCount } from "#components/ui/format/format-count.ts";

/** Texts of the pager, which is rendered on the server: the browser does not load them. */
export const pagerTexts = {
  label: "Pages",
  previous: "Previous",
  next: "Next",
  range: (first: number, last: number, total: number) =>
    `${formatCount(first)}–${formatCount(last)} of ${formatCount(total)}`,
} as const;
