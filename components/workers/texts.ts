/** Texts of the AI Workers page and its dialogs. */
export const workerTexts = {
  title: "AI Workers",
  intro: (team: string) =>
    `The AI workers of ${team}. Applications can list them with a key of the same environment.`,
  add: "Create worker",
  table: "AI workers",
  columns: { status: "Status", changed: "Changed" },
  states: { active: "Active", paused: "Paused" },
  pause: "Pause",
  activate: "Activate",
  paused: (name: string) => `${name} was paused`,
  activated: (name: string) => `${name} was activated`,
  empty: {
    title: "No AI workers yet",
    text: "A worker has a name, instructions and an environment. Applications can list the workers of their environment through the API.",
    viewer: "This team hasn't created any AI workers.",
  },
  form: {
    createTitle: "Create AI worker",
    editTitle: "Edit AI worker",
    name: "Name",
    namePlaceholder: "Discharge summaries",
    description: "Description",
    instructions: "Instructions",
    instructionsHint:
      "The worker gets these before each task. All team members can read them, so don't include secrets.",
    submit: "Create worker",
    created: (name: string) => `${name} was created`,
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    consequence:
      "Applications can no longer find this worker. This can't be undone. To keep the worker, pause it instead.",
    submit: "Delete worker",
  },
} as const;
