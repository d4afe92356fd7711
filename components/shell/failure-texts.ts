/** What stands in place of a page that could not be shown. Apart from the rest, because every page loads it in advance. */
export const failureTexts = {
  title: "This page could not be shown",
  text: "Nothing you did is lost. Try again; if it keeps happening, tell whoever runs this console.",
  retry: "Try again",
  reference: "Reference:",
} as const;
