/** What pages of the team's things have in common. */
export const resourceTexts = {
  columns: { environment: "Environment", created: "Created", actions: "Actions" },
  notYourRole: "Your role cannot change this",
  actionsFor: (name: string) => `Actions for ${name}`,
  copyId: "Copy ID",
  idCopied: "ID copied",
  copyFailed: "The browser did not let us copy. The ID is:",
  edit: "Edit…",
  delete: "Delete…",
  save: "Save changes",
  saved: "Changes saved",
  deleted: (name: string) => `${name} was deleted`,
  failed: "That did not work",
  environmentHint: "A key reaches only what is in its own environment. This cannot be changed later.",
  pager: { label: "Pages", first: "First page", next: "Next page" },
  call: {
    title: "Call it",
    tabs: "Language",
    placeholder:
      "Put a key into the environment variable BYTEENGINE_API_KEY. A key sees what is in its own environment.",
    getKey: "Get a key",
    labels: { curl: "curl", fetch: "fetch", python: "Python", sdk: "SDK" },
  },
  failure: {
    title: "This list could not be loaded",
    text: "The console did not get an answer from its database. Nothing is lost; try again in a moment.",
    retry: "Try again",
  },
} as const;
