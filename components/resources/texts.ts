/** Texts shared by the pages that list a team's resources. */
export const resourceTexts = {
  columns: { name: "Name", environment: "Environment", created: "Created", actions: "Actions" },
  docs: "Read the docs",
  readOnly: "Your role can view this page but not change it",
  actionsFor: (name: string) => `Actions for ${name}`,
  copyId: "Copy ID",
  idCopied: "ID copied",
  copyFailed: "Your browser blocked copying",
  edit: "Edit…",
  delete: "Delete…",
  repeated:
    "An earlier attempt may have succeeded. Close this dialog, reload the page and check the list first. Trying again adds another entry.",
  save: "Save changes",
  saved: "Changes saved",
  deleted: (name: string) => `${name} was deleted`,
  failed: "Something went wrong",
  environmentHint: "Only keys of this environment can access it. It can't be changed later.",
  pager: { label: "Pages", first: "First page", next: "Next page" },
  api: {
    title: "Use the API",
    tabs: "Language",
    placeholder:
      "Set the environment variable BYTEENGINE_API_KEY to your key. A key can access only its own environment.",
    getKey: "Get a key",
    labels: { curl: "curl", fetch: "fetch", python: "Python", sdk: "SDK" },
  },
  failure: {
    title: "This list couldn't be loaded",
    text: "The console couldn't reach its database. No data was lost. Try again in a moment.",
    retry: "Try again",
  },
} as const;
