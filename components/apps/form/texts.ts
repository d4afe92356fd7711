import { formatCount } from "#components/ui/format/format-count.ts";

/** Texts of the forms that register and edit an app. */
export const appFormTexts = {
  registerTitle: "Register app",
  registerIntro: "For a service: a program that runs on its own, without anyone signed in.",
  editTitle: "Edit app",
  submit: "Register app",
  save: "Save changes",
  saved: "Changes saved",
  addRule: "Add a rule",
  registered: (name: string) => `${name} was registered`,
  repeated:
    "An earlier attempt may have registered this app. Check the list first: if the app is there, create a new secret for it, or delete it. Trying again registers another app.",
  name: "Name",
  namePlaceholder: "Nightly reports",
  description: "Description",
  environment: "Environment",
  environmentHint: "Its tokens work only in this environment. It can't be changed later.",
  more: "More options",
  moreHint: "Token format, allowed IP addresses and limits",
  countSet: (count: number) => `${formatCount(count)} set`,
  allowedIpsHint:
    "IP addresses or CIDR blocks, such as 203.0.113.0/24, from which the app can request and use tokens. Leave empty to allow any IP address.",
  proof: {
    label: "Authentication",
    secret: "Client secret",
    secretHint: "You get a secret to store in the app. Works with every OAuth library.",
    paste: "Public keys, pasted here",
    pasteHint:
      "The app signs each request with a private key, which never leaves it. FHIR servers expect this.",
    address: "Public keys at an address",
    addressHint:
      "Like pasted keys, but this console fetches them, so you can replace them without editing the app here.",
    none: "Keyless",
    noneHint:
      "The app has no secret. Machines that a trusted issuer identifies, such as builds on GitHub, get its tokens by rules that you add on its page.",
    jwks: "JSON Web Key Set",
    jwksHint: "Only public keys: RSA with at least 2,048 bits, P-256, P-384 or Ed25519.",
    jwksUri: "Address of the key set",
    jwksUriPlaceholder: "https://app.example.com/jwks.json",
    noSecretHint: "To use a client secret instead, first create one on the app's page.",
    secretKeptHint: "The app uses its current secret. You create and end secrets on the app's page.",
  },
  permissions: {
    label: "Permissions",
    hint: "What its tokens can do at most, in this console and in your own services. An app inherits nothing.",
  },
  smart: {
    label: "SMART scopes",
    hint: "What its tokens can do at most with the data of FHIR servers of its environment, through the gateways on the Health Data page. Write system/, a resource type, a dot, and letters for create, read, update, delete and search: system/Observation.rs.",
    remove: (scope: string) => `Remove ${scope}`,
  },
  tokens: {
    label: "Token format",
    opaque: "Opaque",
    opaqueHint: "Only this console can check tokens. Revoked tokens stop working within a second.",
    jwt: "JWT",
    jwtHint:
      "Your services can also check tokens by themselves. Those services accept a revoked token until it expires, up to 5 minutes later.",
  },
  problems: {
    noScope: "Select at least one permission, or add a SMART scope",
    noKeys: "Paste the key set",
    noAddress: "Enter the address of the key set",
    notJson: "This isn't valid JSON. Paste the whole key set, from { to }",
    notAKeySet: 'This isn\'t a key set. It must look like {"keys": [{"kty": "EC", …}]}',
    privateKey:
      "This contains a private key. Paste only the public one. Nothing was sent: the private key is still secret.",
  },
  smartProblems: {
    permission: (text: string) => `${text} is a permission. Select it above`,
    start: (text: string) => `${text} must start with system/, such as system/Observation.rs`,
    person: (text: string) =>
      `${text} is for apps that people sign in to. A service can only have system/ scopes`,
    search: (text: string) =>
      `Remove the ? and everything after it from ${text}: search parameters aren't supported`,
    noDot: (text: string) => `Add a dot and letters after ${text}, such as ${text}.rs to read and search`,
    type: (text: string) =>
      `${text} must have a resource type such as Observation, with a capital letter, or * for all`,
    order: (right: string) => `Write each letter once, in this order: c r u d s. You may mean ${right}`,
    letters: (text: string) =>
      `After the dot, ${text} can only have the letters c, r, u, d and s: create, read, update, delete and search`,
  },
  stale: {
    deleted: "This app has been deleted. Your changes can't be saved, but you can still copy them.",
    gone: "This app no longer exists. Your changes can't be saved, but you can still copy them.",
  },
  nouns: {
    name: "the name",
    description: "the description",
    scopes: "the scopes",
    jwks: "the public keys",
    jwksUri: "the address of the public keys",
    tokenFormat: "the token format",
    allowedIps: "the allowed IP addresses",
    rateLimit: "the rate limits",
  },
} as const;
