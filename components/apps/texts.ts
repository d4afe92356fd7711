import { shellTexts } from "#components/shell/texts.ts";
import { formatCountOf } from "#components/ui/format/format-count.ts";

/** Texts of the Apps page, and those that it shares with an app's page. */
export const appTexts = {
  title: shellTexts.apps,
  intro: (team: string) =>
    `Programs of ${team} that get short-lived access tokens with OAuth 2.0, instead of using a key that works until someone deletes it.`,
  register: "Register app",
  issuers: shellTexts.trustedIssuers,
  table: "Apps",
  guide: "Read the guide",
  guidePath: "/docs/apps",
  peopleGuidePath: "/docs/launching-apps",
  keylessGuidePath: "/docs/apps#get-a-token-without-any-secret",
  actionsFor: (name: string) => `Actions for ${name}`,
  readOnly: "Your role can view apps but not change them",
  deletedReason: "This app was deleted",
  disabledReason: "Enable the app first",
  kinds: { service: "Service", confidential: "Web app", public: "Public app" },
  statuses: { active: "Active", disabled: "Disabled", deleted: "Deleted" },
  columns: {
    name: "Name",
    status: "Status",
    environment: "Environment",
    scopes: "Scopes",
    proof: "Authentication",
    lastToken: "Last token",
    actions: "Actions",
  },
  never: "Never",
  scopeCount: (count: number) => formatCountOf(count, "scope"),
  noScopes: "None",
  proof: {
    noSecret: "No working secret",
    keyless: "Keyless",
    keyCount: (count: number) => formatCountOf(count, "public key"),
    keysOf: (host: string) => `Keys at ${host}`,
    none: "None",
  },
  leaver: {
    short: "Replace the secret",
    text: "Created by someone who left: replace it",
  },
  filters: {
    label: "Filter apps",
    environment: "Environment",
    allEnvironments: "All environments",
    status: "Status",
    current: "Not deleted",
    clear: "Clear filters",
  },
  empty: {
    title: "No apps yet",
    text: "An app gets tokens that work for up to an hour, so little is lost if one leaks. Use an app for a program that runs for years, and for FHIR servers, which expect this. For a script or a first test, an API key is simpler.",
    noMatch: {
      title: "No apps match these filters",
      text: "Change or clear the filters to see other apps.",
    },
  },
  menu: {
    copyId: "Copy client ID",
    idCopied: "Client ID copied",
    copyFailed: "Your browser blocked copying",
    edit: "Edit…",
    disable: "Disable…",
    enable: "Enable",
    delete: "Delete…",
  },
  failed: "Something went wrong",
} as const;
