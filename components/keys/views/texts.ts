/** Texts of the View menu and its dialog, which load on demand. */
export const savedViewTexts = {
  title: "Saved views",
  columns: "Columns",
  save: "Save this view…",
  manage: "Save or remove views…",
  intro:
    "A view is the current tab, filters, order and columns. Saved views stay in this browser. To share one, send its URL.",
  name: "Name of this view",
  nameHint: "Saving under a name that exists replaces that view.",
  nameMissing: "Enter a name",
  submit: "Save view",
  saved: "View saved",
  notSaved: "Your browser doesn't allow saving views",
  remove: (name: string) => `Remove ${name}`,
} as const;
