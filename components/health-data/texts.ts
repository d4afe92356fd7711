/** Texts of the Health Data page and its dialogs. */
export const healthDataTexts = {
  title: "Health Data",
  intro: (team: string) =>
    `The FHIR servers of ${team}. FHIR is a standard for exchanging health records. Applications can list the servers with a key of the same environment.`,
  add: "Register server",
  table: "FHIR servers",
  columns: { version: "FHIR", connection: "Connection" },
  empty: {
    title: "No FHIR servers yet",
    text: "Register the URL of a FHIR server. Applications can list the servers of their environment through the API.",
    viewer: "This team hasn't registered any FHIR servers.",
  },
  test: {
    run: "Test connection",
    running: "Testing…",
    connected: "Connected",
    failed: "Connection failed",
    found: (software: string | null, fhirVersion: string, durationMs: number) =>
      `${software === null ? "" : `${software}, `}FHIR ${fhirVersion}, ${durationMs} ms`,
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
    version: "FHIR version",
    submit: "Register server",
    created: (name: string) => `${name} was registered`,
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    consequence:
      "Applications can no longer find this server. The server itself and its data aren't affected.",
    submit: "Delete server",
  },
} as const;
