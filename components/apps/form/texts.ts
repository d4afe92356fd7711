import { appTexts } from "#components/apps/texts.ts";
import { formatCount } from "#components/ui/format/format-count.ts";

/** Texts of the forms that register and edit an app. */
export const appFormTexts = {
  registerTitle: "Register app",
  registerIntro:
    "A program that gets short-lived access tokens: a service of yours, or an app that people open.",
  editTitle: "Edit app",
  submit: "Register app",
  save: "Save changes",
  saved: "Changes saved",
  addRule: "Add a rule",
  registered: (name: string) => `${name} was registered`,
  repeated:
    "An earlier attempt may have registered this app. Check the list first: if the app is there, create a new secret for it, or delete it. Trying again registers another app.",
  name: "Name",
  namePlaceholders: { service: "Nightly reports", confidential: "Ward board", public: "Growth chart" },
  description: "Description",
  environment: "Environment",
  environmentHint: "Its tokens work only in this environment. It can't be changed later.",
  more: "More options",
  moreHint: "Token format, allowed IP addresses and limits",
  moreHintForPeople: "Allowed IP addresses and limits",
  countSet: (count: number) => `${formatCount(count)} set`,
  allowedIpsHint:
    "IP addresses or CIDR blocks, such as 203.0.113.0/24, from which the app can request and use tokens. Leave empty to allow any IP address.",
  kind: {
    label: "Kind",
    service: appTexts.kinds.service,
    serviceHint: "A program that acts by itself, without anyone signed in.",
    confidential: appTexts.kinds.confidential,
    confidentialHint: "People sign in to it. It has a server, which can keep a secret.",
    public: appTexts.kinds.public,
    publicHint:
      "People sign in to it. It runs in their browser or on their phone, where nothing stays secret, so it has no secret.",
  },
  addresses: {
    redirect: "Redirect addresses",
    redirectHint:
      "Where people return to after they agree, one address per line. The app must send exactly the same address.",
    redirectPlaceholder: "https://app.example.com/callback",
    launch: "Launch address",
    launchHint:
      "Where the app starts when it is opened with a patient. Leave empty if it can't be opened that way.",
    launchPlaceholder: "https://app.example.com/launch",
  },
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
    peopleHint:
      "What it can do at most with the data of FHIR servers of its environment. The person must agree, and be allowed to do it themselves. Write patient/ for one patient or user/ for all that the person can access, a resource type, a dot, and letters for create, read, update, delete and search. Without any, the app only learns who people are.",
    remove: (scope: string) => `Remove ${scope}`,
    suggestions: "Common scopes",
    add: (scope: string) => `Add ${scope}`,
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
    noRedirect: "Enter at least one address, to which people return after they agree",
    address: (text: string) =>
      `${text} must start with https:// (or http://localhost for development), without a password, a # or spaces`,
    notJson: "This isn't valid JSON. Paste the whole key set, from { to }",
    notAKeySet: 'This isn\'t a key set. It must look like {"keys": [{"kty": "EC", …}]}',
    privateKey:
      "This contains a private key. Paste only the public one. Nothing was sent: the private key is still secret.",
  },
  smartProblems: {
    permission: {
      service: (text: string) => `${text} is a permission. Select it above`,
      people: (text: string) => `${text} is a permission. Only services can have those`,
    },
    start: {
      service: (text: string) => `${text} must start with system/, such as system/Observation.rs`,
      people: (text: string) =>
        `${text} must start with patient/ or user/, such as patient/Observation.rs or user/Observation.rs`,
    },
    unregistered: (text: string) => `Remove ${text}: every app can request it`,
    system: (text: string) =>
      `${text} is for services. Write patient/ or user/ instead of system/, because people open this app`,
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
    redirectUris: "the redirect addresses",
    launchUri: "the launch address",
    jwks: "the public keys",
    jwksUri: "the address of the public keys",
    tokenFormat: "the token format",
    allowedIps: "the allowed IP addresses",
    rateLimit: "the rate limits",
  },
} as const;
