/** What a key's menu offers, and why it may not. */
export const keyMenuTexts = {
  copyId: "Copy ID",
  edit: "Edit",
  rotate: "Rotate…",
  finish: "Finish rotation",
  disable: "Disable",
  enable: "Enable",
  delete: "Delete…",
  notYours: "Only its owner or an admin can",
  notYourRole: "Your role cannot change keys",
  revoked: "It is revoked",
  expired: "It has expired",
  disabled: "Enable it first",
} as const;
