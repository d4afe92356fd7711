/** The texts of the error page, in their own file because every page preloads them. */
export const failureTexts = {
  title: "This page couldn't be loaded",
  text: "No data was lost. Try again. If it keeps happening, tell an administrator of this console.",
  retry: "Try again",
  reference: "Reference:",
} as const;
