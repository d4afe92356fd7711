import type { ProvisioningDto } from "#lib/contract/instance/provisioning.ts";

type KeyPolicy = ProvisioningDto["keysAtOffboarding"];

/** The texts of the page about a directory that manages people and groups. */
export const provisioningTexts = {
  title: "Provisioning",
  intro:
    "Let a directory such as Okta or Microsoft Entra manage people and groups on this console with SCIM 2.0.",
  guide: "How to connect a directory",
  connection: {
    title: "Connection",
    baseUrl: "Base URL",
    copy: "Copy",
    notPublic:
      "Directories need an HTTPS address that they can reach. Set PUBLIC_URL to the public address of this console.",
    copyFailed: "Select the base URL and copy it.",
    people: "People",
    groups: "Groups",
    lastRequest: "Last request",
    never: "Never",
  },
  tokens: {
    title: "Tokens",
    create: "Create token",
    full: "This console has two tokens, the maximum. To create another one, delete one first.",
    intro:
      "The directory sends a token with every request. A second one lets you replace the first without interruption.",
    none: "No tokens yet. Create one to connect a directory.",
    created: "Created",
    lastUsed: "last used",
    neverUsed: "never used",
    delete: "Delete",
    deleteNamed: (name: string) => `Delete the token ${name}`,
  },
  createToken: {
    title: "Create a provisioning token",
    intro: "Anyone with this token can create and deactivate people on this console.",
    name: "Name",
    placeholder: "Okta",
    submit: "Create token",
  },
  reveal: {
    title: "Token created",
    intro: "Copy the token and enter it in your directory now. It isn't shown again.",
    label: "Token",
    copy: "Copy token",
    copyFailed: "Copy the token from this field.",
    close: "I have stored it",
  },
  deleteToken: {
    title: (name: string) => `Delete the token ${name}?`,
    intro: "Requests with this token are rejected immediately. People and groups stay as they are.",
    submit: "Delete token",
    done: (name: string) => `The token ${name} was deleted.`,
  },
  keys: {
    title: "Keys of people who leave",
    intro:
      "Applies when the directory deactivates or deletes a person. Their sessions and memberships always end.",
    label: "What happens to their keys",
    options: {
      revoke: "Delete",
      hand_over: "Transfer to the team",
    } satisfies Record<KeyPolicy, string>,
    warning: "The person may still know the secrets of transferred keys. Rotate these keys.",
    submit: "Save changes",
    done: "Changes saved.",
    failed: "The changes weren't saved",
  },
} as const;
