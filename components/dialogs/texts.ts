/** Texts shared by all dialogs. */
export const dialogTexts = {
  cancel: "Cancel",
  restored: "Your draft was restored.",
  startOver: "Start over",
  /** When the dialog was closed before the failure arrived. */
  failed: (label: string) => `“${label}” failed`,
  conflict: (fields: readonly string[]) =>
    `Another change to ${new Intl.ListFormat("en").format(fields)} was saved since you opened this form. Save again to overwrite it.`,
} as const;
