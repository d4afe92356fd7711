/** The texts of the dialog that asks people again who they are, and of the page in the provider's window. */
export const askAgainTexts = {
  title: "Confirm that it's you",
  intro: "It's been a while. What you entered stays as it is.",
  password: "Password",
  code: "Code",
  codeHint: "From your authenticator app, or a recovery code.",
  submit: "Confirm",
  usePasskey: "Use a passkey",
  useCode: "Use a code instead",
  usePasskeyInstead: "Use a passkey instead",
  passkeyIntro: "It's been a while. Confirm with your passkey. What you entered stays as it is.",
  passkeyFailed: "The passkey couldn't be used. Try again, or use a code.",
  submitAt: (provider: string) => `Continue with ${provider}`,
  insteadUse: (provider: string) => `Use ${provider} instead`,
  providerIntro: (provider: string) =>
    `Sign in at ${provider} again. It opens in another window, and what you entered stays as it is.`,
  waiting: "Finish in the other window. If you closed it, cancel and try again.",
  noWay: "This account has no password and no provider. Sign out, then choose Forgot password to set one.",
  blocked: "Your browser blocked the window. Allow pop-ups for this console, then try again.",
  problems: {
    another_account: "You signed in with an account that isn't linked to yours here. Try again with yours.",
    not_again: "The provider didn't ask you to sign in again. Sign out there, then try again.",
    linked_elsewhere:
      "This account of the provider is already linked to another account here. Sign in at the provider with a different one.",
    expired: "This took too long or was already used. Try again.",
    failed: "The sign-in at the provider wasn't completed. Try again.",
  },
  landing: {
    title: "Back to the console",
    done: "You can close this window.",
    close: "Close window",
  },
} as const;
