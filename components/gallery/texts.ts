/** What the gallery says that is no sample. */
export const galleryTexts = {
  title: "Gallery",
  intro: "Every primitive of the design language in every state. Built in development only.",
  skeleton: "Keys on their way",
  sections: {
    buttons: "Buttons",
    fields: "Fields",
    choices: "Choices",
    entries: "Entries",
    overlays: "Menus, dialogs, drawers, tooltips, toasts",
    badges: "Badges",
    table: "Table",
    facts: "Facts, bars, times",
    code: "Code",
    waiting: "Waiting and empty",
  },
} as const;
