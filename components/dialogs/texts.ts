/** Texts shared by all dialogs. */
export const dialogTexts = {
  cancel: "Cancel",
  /** When the dialog was closed before the failure arrived. */
  failed: (label: string) => `“${label}” failed`,
} as const;
