/** The look of code in a frame. */
export const preClasses =
  "overflow-x-auto px-4 py-3 font-mono text-[0.8125rem] leading-[1.375rem] [tab-size:2] focus-visible:-outline-offset-2";
