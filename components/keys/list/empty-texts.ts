/** Texts for a list without keys. A separate file, because they load only where they are shown. */
export const emptyTexts = {
  readOnly: (managers: string) => `Your role is read-only. Ask ${managers} to generate a key.`,
  docsLink: "Quick start",
  none: {
    title: "No API keys yet",
    text: "An API key gives your applications access to ByteEngine. Its secret is shown only once.",
  },
  noneActive: {
    title: "No active keys",
    text: "All keys are disabled, expired or deleted, or their owner is suspended. To see them, choose Inactive.",
  },
  noneInactive: {
    title: "No inactive keys",
    text: "Keys that are disabled, expired or deleted, or whose owner is suspended, are listed here.",
  },
  noMatch: { title: "No results", text: "Try another search, or clear the filters." },
} as const;
