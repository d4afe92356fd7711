/** The gallery's own texts, without those of its samples. */
export const galleryTexts = {
  title: "Gallery",
  intro: "Every UI component in every state. Built in development only.",
  skeleton: "Loading keys",
  sections: {
    buttons: "Buttons",
    fields: "Fields",
    choices: "Choices",
    entries: "Entries",
    overlays: "Menus, dialogs, drawers, tooltips, toasts",
    badges: "Badges",
    table: "Table",
    facts: "Facts, cards, charts, times",
    code: "Code",
    waiting: "Loading and empty",
  },
} as const;
