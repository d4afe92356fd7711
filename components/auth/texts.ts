/** The texts of the sign-in and sign-up pages. */
export const authTexts = {
  signIn: {
    title: "Sign in",
    intro: "Continue to ByteEngine Console.",
    introWithoutAccounts: "This console has no account yet. Create the first one.",
    submit: "Sign in",
    otherWay: "New here?",
    otherLink: "Create account",
    wrong: "Wrong email or password. Check both and try again.",
    forgotten: "Forgot your password?",
    passwordChanged: "Your password was changed. Sign in with the new one.",
    throttled: "Too many attempts. Wait a few minutes, then try again.",
    busy: "Too many people are signing in right now. Try again in a few seconds.",
    setupFirst:
      "There is no account for this email address yet, and creating it requires the setup code. Ask an administrator of this console for the code, then choose Create account.",
    failed: "Something went wrong. Try again.",
    accountNotLinked: "An account with this email address already exists. Sign in the way you did before.",
    invitationForAnother:
      "The invitation is for another email address or is no longer valid. Open the invitation link again and choose the account it was sent to.",
    notAllowed: "This account can't sign in here. Ask an administrator of this console for an invitation.",
    code: {
      title: "Enter your code",
      intro: "Your account uses two-factor authentication.",
      label: "Code",
      hint: "From your authenticator app, or a recovery code.",
      submit: "Continue",
      otherAccount: "Use another account",
      wrong: "Wrong or used code. Enter the code that your app shows now, or an unused recovery code.",
      expired: "Too much time has passed, or too many codes were wrong. Sign in again.",
    },
  },
  signUp: {
    title: "Create your account",
    intro: "Next, you generate your first API key.",
    submit: "Create account",
    otherWay: "Have an account?",
    otherLink: "Sign in",
    firstIntro: "This is the first account. It makes you an administrator of this console.",
    setupCodeHint:
      "Ask an administrator of this console. For the first account, the console's log shows a link that fills it in.",
    passwordHint: "At least 12 characters, or 8 that are hard to guess.",
    accepted: (email: string) =>
      `Check your inbox: the email we sent to ${email} says what to do next. If you already have an account, sign in with its password.`,
    created: "Your account was created. Sign in to continue.",
    closedTitle: "Sign-up is by invitation only",
    closed:
      "Ask an owner or admin of your team to invite you. You can create an account with the invitation link.",
  },
  verifyEmail: {
    title: "Verify your email",
    intro: (email: string) =>
      `We'll send a link to ${email}. Open it while you're signed in. This is optional, unless an administrator of this console asked you to verify.`,
    noMail: (email: string) =>
      `${email} isn't verified. This console can't send email. Ask an administrator of this console to verify the email address.`,
    isVerified: (email: string) => `${email} is verified.`,
    confirmIntro: (email: string) => `Confirm that ${email} is your email address.`,
    send: "Send link",
    sent: "Link sent. Check your inbox.",
    notSent: "The email couldn't be sent. Try again later.",
    confirm: "Verify email",
    requestNew: "Request a new link",
    confirmed: "Your email is verified.",
    home: "Go to the console",
  },
  name: "Name",
  email: "Email",
  password: "Password",
  setupCode: "Setup code",
  show: "Show",
  hide: "Hide",
  or: "or",
  continueWith: (provider: string) => `Continue with ${provider}`,
} as const;
