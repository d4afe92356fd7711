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
    failed: "Signing in did not work. Try again in a moment.",
    accountNotLinked:
      "An account with this address exists already. Sign in with its password, then connect the provider.",
    refused: "This account may not sign in here. Ask whoever runs this console for an invitation.",
  },
  signUp: {
    title: "Create your account",
    intro: "Then generate your first API key: no more steps in between.",
    submit: "Create account",
    otherWay: "Have an account?",
    otherLink: "Sign in",
    setUpCodeHint: "The console printed it in its log when it started. Only the first account needs it.",
    passwordHint: "At least 12 characters, or 8 that are hard to guess.",
    made: "Your account was made. Sign in to go on.",
    closedTitle: "Sign-up is by invitation",
    closed:
      "Ask an owner or admin of your team to invite you; the invitation's link lets you create an account.",
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
