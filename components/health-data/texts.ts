import { shellTexts } from "#components/shell/texts.ts";

/** Texts of the Health Data page and its dialogs, and those that it shares with a server's page. */
export const healthDataTexts = {
  title: shellTexts.healthData,
  intro: (team: string) =>
    `The FHIR servers of ${team}, which programs reach through this console's gateway. FHIR is a standard for exchanging health records. The console itself stores no health data and isn't a FHIR server.`,
  add: "Register server",
  table: "FHIR servers",
  columns: { version: "FHIR", gateway: "Gateway", connection: "Connection" },
  gateway: { on: "On", off: "Off", gatewayOn: "Gateway on", gatewayOff: "Gateway off" },
  empty: {
    title: "No FHIR servers yet",
    text: "Register a FHIR server that you already run or use. You can then turn on its gateway: programs reach the server through this console, with only the access that you give them. Its data stays where it is.",
    viewer: "This team hasn't registered any FHIR servers.",
  },
  test: {
    run: "Test connection",
    running: "Testing…",
    connected: "Connected",
    failed: "Connection failed",
    found: (software: string | null, fhirVersion: string, durationMs: number) =>
      `${software === null ? "" : `${software}, `}FHIR ${fhirVersion}, ${durationMs} ms`,
    responded: (durationMs: number) => `Responded in ${durationMs} ms`,
    ofRow: (name: string) => `Test connection to ${name}`,
  },
  form: {
    createTitle: "Register FHIR server",
    editTitle: "Edit FHIR server",
    name: "Name",
    namePlaceholder: "Ward records",
    baseUrl: "Base URL",
    baseUrlPlaceholder: "https://fhir.example.com/r4",
    baseUrlHint: "The base URL, without /metadata. Don't include user names, passwords or tokens.",
    baseUrlChange:
      "If you change it, the gateway is turned off, the credential must be set again for the new address, and apps lose the access that people gave them.",
    version: "FHIR version",
    submit: "Register server",
    created: (name: string) => `${name} was registered`,
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    consequence:
      "Applications can no longer find this server, its gateway stops within a second, and its credential is deleted here. Apps lose the access to it that people gave them. The server itself and its data aren't affected.",
    submit: "Delete server",
  },
} as const;
