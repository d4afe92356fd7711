/** What the AI Workers page and its dialogs say. */
export const workerTexts = {
  title: "AI Workers",
  intro: (team: string) =>
    `What ${team} has set up to work on its own. Programs find them with a key of the same environment.`,
  add: "Create worker",
  table: "AI workers",
  columns: { name: "Name", status: "Status", changed: "Changed" },
  states: { active: "Active", paused: "Paused" },
  pause: "Pause",
  activate: "Activate",
  paused: (name: string) => `${name} is paused`,
  activated: (name: string) => `${name} is active`,
  empty: {
    title: "No AI workers yet",
    text: "A worker has a name, instructions and an environment. Create one, and programs of that environment find it over the API.",
    viewer: "Nobody has created an AI worker in this team.",
    docs: "Read the docs",
  },
  form: {
    createTitle: "Create AI worker",
    editTitle: "Edit AI worker",
    name: "Name",
    namePlaceholder: "Discharge summaries",
    environment: "Environment",
    description: "Description",
    instructions: "Instructions",
    instructionsHint:
      "What the worker is told before each task. Everybody in the team can read it: no secrets.",
    submit: "Create worker",
    created: (name: string) => `${name} was created`,
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    consequence: "Programs no longer find it. Pausing it instead can be taken back; deleting cannot.",
    submit: "Delete worker",
  },
} as const;
