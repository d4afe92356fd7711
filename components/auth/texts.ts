/** What the pages for signing in and up say. */
export const authTexts = {
  signIn: {
    title: "Sign in",
    intro: "Welcome back to ByteEngine Console.",
    submit: "Sign in",
    otherWay: "New here?",
    otherLink: "Create account",
    wrong: "The email or the password is wrong. Check both and try again.",
    throttled: "Too many attempts. Wait a few minutes, then try again.",
    busy: "Too many people are signing in right now. Try again in a few seconds.",
    setUpFirst:
      "This account needs the set-up code. Create it with a password and the code from the console's log, then come back.",
    failed: "Signing in did not work. Try again in a moment.",
    accountNotLinked: "An account with this address exists already. Sign in to it the way you did before.",
    invitationForAnother:
      "That account uses another address than the invitation, or the invitation is no longer valid. Open the link again and choose the account it is for.",
    refused: "This account may not sign in here. Ask whoever runs this console for an invitation.",
  },
  signUp: {
    title: "Create your account",
    intro: "Then generate your first API key: no more steps in between.",
    submit: "Create account",
    otherWay: "Have an account?",
    otherLink: "Sign in",
    firstIntro: "This is the first account. It owns the console.",
    setUpCodeHint:
      "The console's operator has it. Before the first account exists, the log prints a link that fills it in.",
    passwordHint: "At least 12 characters, or 8 that are hard to guess.",
    accepted: (email: string) =>
      `We sent an email to ${email}. If you already have an account with this address, sign in with your password.`,
    made: "Your account was made. Sign in to go on.",
    closedTitle: "Sign-up is by invitation",
    closed:
      "Ask an owner or admin of your team to invite you; the invitation's link lets you create an account.",
  },
  verifyEmail: {
    title: "Verify your email",
    intro: (email: string) => `We send a link to ${email}. Open it while you are signed in.`,
    noMail: (email: string) =>
      `${email} is not verified. This console sends no mail: ask its operator to verify the address.`,
    isVerified: (email: string) => `${email} is verified.`,
    confirmIntro: (email: string) => `Confirm that ${email} is yours.`,
    send: "Send link",
    sent: "Sent. Check your inbox.",
    notSent: "The mail could not be sent. Try again later.",
    confirm: "Verify email",
    requestNew: "Request a new link",
    confirmed: "Your email is verified.",
    home: "Go to the console",
  },
  name: "Name",
  email: "Email",
  password: "Password",
  setUpCode: "Set-up code",
  show: "Show",
  hide: "Hide",
  or: "or",
  continueWith: (provider: string) => `Continue with ${provider}`,
} as const;
