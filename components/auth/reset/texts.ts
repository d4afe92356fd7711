/** The texts of the pages for a forgotten password. */
export const resetTexts = {
  request: {
    title: "Reset your password",
    intro: "Enter the email address of your account. We'll send you a link to choose a new password.",
    administratorsOnly: "Only administrators of this console can use a password.",
    submit: "Send link",
    sent: (email: string) =>
      `If there is an account for ${email}, we sent an email to it. The link in it works once and expires in one hour.`,
    again: "Nothing arrived? Check the spam folder and the address, then try again.",
    noMail:
      "This console can't send email. Ask an administrator of this console for a link. They create it with this command:",
    command: (adminProgram: string, email: string) => `${adminProgram} reset-password ${email}`,
    exampleEmail: "you@example.com",
    remembered: "Remember it?",
    signIn: "Sign in",
  },
  choose: {
    title: "Choose a new password",
    intro: (email: string) => `For ${email}. You'll be signed out everywhere. API keys keep working.`,
    password: "New password",
    passwordHint: "At least 12 characters, or 8 that are hard to guess.",
    submit: "Change password",
    invalidTitle: "This link is no longer valid",
    invalid: "It was used or has expired, or the password was changed since then.",
    requestNew: "Request a new link",
  },
} as const;
