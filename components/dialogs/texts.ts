/** Texts shared by all dialogs. */
export const dialogTexts = { cancel: "Cancel" } as const;
