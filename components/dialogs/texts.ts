/** What dialogs of every page say. */
export const dialogTexts = { cancel: "Cancel" } as const;
