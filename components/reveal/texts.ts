/** Texts of every dialog that shows a secret once. */
export const revealTexts = {
  warning:
    "This is the only time you can see this secret. It gives access to your team's data. Never share it, and never commit it to a repository.",
  secret: "Secret",
  copy: "Copy",
  copyFailed: "Your browser blocked copying. The secret is selected: press Ctrl C or ⌘ C.",
  stored: "I have stored it",
  backBlocked: "Store the secret first. You can't see it again after you leave this page.",
} as const;
