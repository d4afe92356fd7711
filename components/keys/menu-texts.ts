/** The actions of a key's menu, and the reasons why one is not available. */
export const keyMenuTexts = {
  copyId: "Copy ID",
  idCopied: "ID copied",
  copyFailed: "Your browser blocked copying",
  edit: "Edit",
  duplicate: "Duplicate…",
  rotate: "Rotate…",
  finish: "Finish rotation",
  disable: "Disable",
  enable: "Enable",
  delete: "Delete…",
  notYours: "Only its owner or an admin can do this",
  readOnly: "Your role is read-only",
  revoked: "This key was deleted",
  expired: "This key has expired",
  disabled: "Enable the key first",
} as const;
