/** What the Health Data page and its dialogs say. */
export const healthDataTexts = {
  title: "Health Data",
  intro: (team: string) =>
    `The FHIR servers of ${team}. Programs find them with a key of the same environment.`,
  add: "Register server",
  table: "FHIR servers",
  columns: { name: "Name", version: "FHIR", connection: "Connection" },
  empty: {
    title: "No FHIR servers yet",
    text: "Register the address of a server that speaks FHIR. Your programs then read it from here, one list for each environment.",
    viewer: "Nobody has registered a FHIR server in this team.",
    docs: "Read the docs",
  },
  test: {
    run: "Test connection",
    running: "Testing…",
    answers: "Answers",
    noAnswer: "No answer",
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
    baseUrlHint: "Where /metadata lies beneath. Keep user names, passwords and tokens out of it.",
    environment: "Environment",
    version: "FHIR version",
    submit: "Register server",
    created: (name: string) => `${name} is registered`,
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    consequence:
      "Programs no longer find it in the list. The server itself and what it holds are not touched.",
    submit: "Delete server",
  },
} as const;
