/** Texts of the dialogs on a FHIR server's page. A separate file, so that they load only with the first dialog. */
export const serverActionTexts = {
  destination: "Requests go to",
  turnOn: {
    title: (name: string) => `Turn on the gateway of ${name}?`,
    intro: (environment: string) =>
      `Apps of ${environment} can then read and change the server's data as far as their scopes allow.`,
    http: "This address isn't encrypted: health data and the credential can be read on the way. Use an https address, unless both are in one protected network.",
    noCredential: "No credential is set, so the gateway sends none.",
    unusable: "The credential can't be used any more. Set it again, or the server rejects the requests.",
    submit: "Turn on gateway",
    done: "The gateway is on",
  },
  turnOff: {
    title: (name: string) => `Turn off the gateway of ${name}?`,
    intro:
      "Within a second, every request is rejected. Nothing is deleted: you can turn the gateway on again.",
    submit: "Turn off gateway",
    done: "The gateway is off",
  },
  allowKeys: {
    title: "Allow API keys?",
    intro: (name: string, environment: string) =>
      `Keys of ${environment} can then reach the data of ${name}, and no longer only apps.`,
    points: [
      "A key needs fhir.data:read or fhir.data:write in its list of permissions. No key inherits them.",
      "Developers, admins and owners can generate such keys, now and later.",
      "A key works until it expires or someone deletes it. An app's token for this data expires within 5 minutes.",
    ],
    submit: "Allow API keys",
    done: "API keys are allowed",
  },
  disallowKeys: {
    title: "Stop allowing API keys?",
    intro: (name: string) =>
      `Within a second, keys can no longer reach the data of ${name}. Apps still can. Only an owner can allow keys again.`,
    submit: "Stop allowing keys",
    done: "API keys are no longer allowed",
  },
  credential: {
    title: "Set the credential",
    intro: (name: string) => `How the gateway authenticates at ${name}. It replaces the one that is set now.`,
    introFirst: (name: string) => `How the gateway authenticates at ${name}.`,
    kind: "Kind",
    bearer: "Token",
    bearerHint: "Sent with each request as Authorization: Bearer.",
    basic: "Name and password",
    basicHint: "Sent with each request as HTTP Basic authentication.",
    "backend-services": "SMART backend services",
    "backend-servicesHint":
      "The console creates a key pair and gets short-lived tokens with it. Afterwards, you register its public key at the server.",
    token: "Token",
    username: "Name",
    password: "Password",
    clientId: "Client ID",
    clientIdHint: "The ID under which the server knows this console.",
    scopes: "Scopes",
    scopesHint: "What the console requests from the server. To also change data: system/*.cruds.",
    tokenUrl: "Token URL",
    tokenUrlHint: "Leave empty to use the one in the server's SMART configuration.",
    newKey:
      "A new key pair replaces the current one. Until you register its public key at the server, requests fail.",
    show: "Show",
    hide: "Hide",
    submit: "Set credential",
    done: "Credential set",
    registerKey: "Now register its public key at the server",
    problems: {
      token: "Enter the token",
      username: "Enter the name",
      password: "Enter the password",
      clientId: "Enter the client ID",
      scopes: "Enter at least one scope",
    },
  },
  removeCredential: {
    title: "Remove the credential?",
    intro:
      "Within a second, the gateway sends no credential. If the server requires one, it rejects the requests. The credential can't be restored.",
    submit: "Remove credential",
    done: "Credential removed",
  },
} as const;
