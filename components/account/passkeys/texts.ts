/** The texts of the passkeys on the security page. */
export const passkeyTexts = {
  title: "Passkeys",
  intro:
    "Sign in with your fingerprint, face or PIN instead of a password. A passkey is also a second factor: with one, a password alone no longer signs you in.",
  add: "Add a passkey",
  added: "Added",
  lastUsed: "last used",
  neverUsed: "never used",
  synced: "Synced",
  thisDevice: "One device",
  onlyAt: (host: string) => `Works only at ${host}`,
  rename: "Rename",
  remove: "Remove",
  renameOf: (name: string) => `Rename ${name}`,
  removeOf: (name: string) => `Remove ${name}`,
  create: {
    title: "Add a passkey",
    intro: "Your browser asks you to choose where to keep the passkey, and to confirm that it's you.",
    name: "Name",
    nameHint: "To recognize it later.",
    submit: "Continue",
    done: (name: string) => `${name} was added.`,
    turnedOn: "Two-factor authentication is on. All your other sessions were ended.",
  },
  changeName: {
    title: "Rename passkey",
    submit: "Save changes",
    done: "The passkey was renamed.",
  },
  removal: {
    title: (name: string) => `Remove ${name}?`,
    intro: "You can no longer sign in with it. Also delete it in your browser or password manager.",
    lastIntro:
      "It's your last second factor: you will sign in with only the first step, and your recovery codes stop working.",
    submit: "Remove",
    done: (name: string) => `${name} was removed.`,
  },
  problems: {
    exists: "This device or password manager already has a passkey for your account.",
    unsupported: "This browser doesn't support passkeys. Update it, or use another one.",
    failed: "Your browser couldn't create the passkey. Try again.",
  },
  unavailable: {
    ip_address: "Browsers don't allow passkeys at an IP address, only at a host name.",
    insecure: "Browsers allow passkeys only over HTTPS. This page was opened over HTTP.",
    unknown_host: "This console doesn't know its own address. Ask its operator to set PUBLIC_URL.",
    openLocal: "Open this page at",
    askOperator: "Ask the operator of this console to set PUBLIC_URL to an HTTPS address with a host name.",
  },
} as const;
