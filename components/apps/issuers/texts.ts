import { shellTexts } from "#components/shell/texts.ts";
import { formatCountOf } from "#components/ui/format/format-count.ts";

/** Texts about trusted issuers. */
export const issuerTexts = {
  title: shellTexts.trustedIssuers,
  intro: (team: string) =>
    `Services whose identity tokens ${team} trusts. Rules of apps decide which of their machines get which tokens, so an issuer by itself gives access to nothing.`,
  add: "Add issuer",
  table: "Trusted issuers",
  actionsFor: (name: string) => `Actions for ${name}`,
  columns: {
    name: "Name",
    kind: "Kind",
    keys: "Public keys",
    rules: "Rules",
    added: "Added",
    actions: "Actions",
  },
  discovered: "Read at the issuer",
  uploaded: (count: number) => `${formatCountOf(count, "key")} uploaded`,
  readOnly: "Your role can view issuers but not change them",
  edit: "Edit…",
  remove: "Remove…",
  empty: {
    title: "No trusted issuers yet",
    text: "Builds, clusters and clouds give each of their machines a signed identity token. If you trust such an issuer, its machines can get tokens of apps without storing a secret.",
  },
  form: {
    addTitle: "Add trusted issuer",
    addIntro: "Apps get tokens for its machines only if you also add a rule to them.",
    editTitle: "Edit trusted issuer",
    kind: "Kind",
    name: "Name",
    issuer: "Issuer address",
    issuerPlaceholder: "https://issuer.example.com",
    issuerHints: {
      github: {
        text: "Change this only for GitHub Enterprise Server:",
        command: "https://HOSTNAME/_services/token",
      },
      gitlab: {
        text: "Change this for your own GitLab server, such as",
        command: "https://gitlab.example.com",
      },
      kubernetes: {
        text: "The issuer in the output of:",
        command: "kubectl get --raw /.well-known/openid-configuration",
      },
      google: { text: "All projects of Google Cloud have this issuer.", command: "" },
      custom: { text: "The iss claim of its tokens, character by character.", command: "" },
    },
    keys: "Public keys",
    discovered: "Read at the issuer",
    discoveredHint: "This console reads them at the issuer's address. It must be able to reach it.",
    uploaded: "Uploaded here",
    uploadedHint:
      "For issuers this console can't reach. Replace the keys here when the issuer changes its own.",
    jwks: "JSON Web Key Set",
    jwksHint: { text: "The public keys of the issuer.", command: "" },
    jwksKubernetesHint: { text: "The output of:", command: "kubectl get --raw /openid/v1/jwks" },
    endsTokens: "Tokens that machines got with the previous keys stop working when you save.",
    submit: "Add issuer",
    save: "Save changes",
    saved: "Changes saved",
    added: (name: string) => `${name} was added`,
    repeated: "An earlier attempt may have added this issuer. Check the list first.",
    noName: "Enter a name",
    noIssuer: "Enter the issuer's address. Each installation has its own.",
  },
  delete: {
    title: (name: string) => `Remove ${name}?`,
    intro: (rules: number) =>
      rules === 0
        ? "The team no longer trusts this issuer. No app has a rule about it."
        : `${rules === 1 ? "1 rule of an app is" : `${formatCountOf(rules, "rule")} of apps are`} removed with it, and tokens that machines got by ${rules === 1 ? "it" : "them"} stop working within a second. This can't be undone.`,
    submit: "Remove issuer",
    done: (name: string) => `${name} was removed`,
  },
} as const;
