import { formatCountOf } from "#components/ui/format/format-count.ts";

/** Texts of the dialogs about an app, apart from its form. A separate file, so that they load only with the first dialog. */
export const appActionTexts = {
  reveal: {
    title: "Copy your client secret",
    clientId: "Client ID",
    tokenEndpoint: "Token endpoint",
    env: ".env lines",
    curl: "Get a token",
    curlIntro: "This command requests a token. Copy it with the secret in it.",
    copyCurl: "Copy with the secret",
    wiped: "The secret was removed when you left the page. If you didn't store it, create another one.",
    lost: (name: string) => `The secret of ${name} was never shown. Create another secret on the app's page.`,
  },
  createSecret: {
    title: (name: string) => `Create a secret for ${name}`,
    intro: "You get a new client secret. The current secret keeps working during the grace period.",
    introFirst:
      "You get a client secret. The app can then authenticate with the secret or with its public keys.",
    introRotating: "You get a new client secret.",
    rotating:
      "The previous secret still works. If you create another one now, the current and the previous secret stop working within a second, and so do the tokens requested with them. To avoid that, end the previous secret first.",
    gracePeriod: "Grace period",
    gracePeriods: { 0: "None", 3600: "1 hour", 86400: "24 hours", 604800: "7 days" },
    endsAt: "The current secret, and the tokens requested with it, stop working on",
    endsNow: "The current secret, and the tokens requested with it, stop working within a second.",
    current: "Current secret",
    previous: "Previous secret",
    repeated:
      "An earlier attempt may have created a secret without showing it to you. Close this dialog and check the app's secrets first.",
    submit: "Create secret",
  },
  endSecret: {
    title: (hint: string) => `End the secret ${hint}?`,
    intro: (isCurrent: boolean) =>
      `The secret and the tokens requested with it stop working within a second. ${isCurrent ? "The app can then get tokens only with its public keys." : "The current secret keeps working."} This can't be undone.`,
    submit: "End secret",
    done: "Secret ended",
  },
  stop: {
    lastToken: "Its last token was issued",
    noToken: "No token has been issued to it yet.",
    people: {
      disable:
        "While it's disabled, people can't use it. The access that they gave it is kept until it expires.",
      delete: "It loses all access that people gave it.",
    },
    jwt: "Services that check its JWTs by themselves accept them until they expire, up to 5 minutes later.",
  },
  disable: {
    title: (name: string) => `Disable ${name}?`,
    intro:
      "Its tokens stop working within a second, and it can't get new ones. Its secrets and public keys are kept. If you enable it again, its earlier tokens work again until they expire.",
    submit: "Disable app",
    done: (name: string) => `${name} was disabled`,
  },
  enable: {
    done: (name: string) => `${name} was enabled`,
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    intro: (secrets: number) =>
      `Its tokens${secrets === 0 ? "" : ` and its ${formatCountOf(secrets, "secret")}`} stop working within a second. This can't be undone. Its history is kept.`,
    typeName: "Type the app's name to confirm:",
    mismatch: "This doesn't match the app's name",
    disableInstead: "Disable instead",
    submit: "Delete app",
    done: (name: string) => `${name} was deleted`,
  },
} as const;
