/** Texts of the AI Workers page and its dialogs. */
export const workerTexts = {
  title: "AI Workers",
  intro: (team: string) =>
    `The AI workers of ${team}: records with instructions for AI agents. Your applications read them with a key of the same environment and run the agents. The console runs no models and stores no sessions or tasks.`,
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
    text: "An AI worker is a name and instructions for an AI agent. The API's examples use workers, and keys can be limited to some of them. Sessions, tasks and model hosting are out of scope: your applications run the agents.",
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
      "What the AI agent is told to do. Applications and all team members can read them, so don't include secrets.",
    submit: "Create worker",
    created: (name: string) => `${name} was created`,
  },
  delete: {
    title: (name: string) => `Delete ${name}?`,
    consequence:
      "Applications can no longer find this worker. This can't be undone. To keep the worker, pause it instead: applications then see that it's paused.",
    submit: "Delete worker",
  },
} as const;
