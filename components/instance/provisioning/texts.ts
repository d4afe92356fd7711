import type { ProvisioningDto } from "#lib/contract/instance/provisioning.ts";

type KeyPolicy = ProvisioningDto["keysAtOffboarding"];

/** The texts of the page about a directory that manages people and groups. */
export const provisioningTexts = {
  title: "Provisioning",
  intro:
    "A directory such as Okta or Microsoft Entra creates, changes and deactivates people and groups here, with SCIM 2.0.",
  guide: "How to connect a directory",
  connection: {
    title: "Connection",
    baseUrl: "Base URL",
    copy: "Copy",
    copyFailed: "Select the base URL and copy it.",
    people: "People",
    groups: "Groups",
    lastRequest: "Last request",
    never: "Never",
  },
  tokens: {
    title: "Tokens",
    create: "Create token",
    full: "A console has at most two tokens. Delete one first.",
    intro: "The directory sends one with every request. Two can be in use while you replace one.",
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
    title: (name: string) => `Token ${name}`,
    intro: "Enter it in your directory. It is shown only now.",
    label: "Token",
    copy: "Copy token",
    copyFailed: "Copy the token from this field.",
    close: "I have stored it",
  },
  deleteToken: {
    title: (name: string) => `Delete the token ${name}?`,
    intro:
      "The directory's requests with this token are rejected immediately. People and groups stay as they are.",
    submit: "Delete token",
    done: (name: string) => `The token ${name} was deleted.`,
  },
  keys: {
    title: "Keys of people who leave",
    intro:
      "What happens to a person's keys when the directory deactivates or deletes them. Their sessions and memberships always end.",
    label: "Keys",
    options: {
      revoke: "Delete them",
      hand_over: "Hand them over to the team",
    } satisfies Record<KeyPolicy, string>,
    warning: "The person may still know the secrets of keys that are handed over. Rotate these keys.",
    submit: "Save changes",
    done: "Changes saved.",
    failed: "The changes weren't saved",
  },
} as const;
