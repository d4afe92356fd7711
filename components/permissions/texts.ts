/** What the page about a team's permissions says. */
export const permissionTexts = {
  title: "Permissions",
  intro: "What keys and people can be allowed to do. Add names for what your own services guard.",
  add: "Add permission",
  builtIn: "Built in",
  own: "Your team's own",
  ownEmpty: "None yet. A service of yours can ask for any name you add here when it verifies a key.",
  columns: {
    name: "Permission",
    description: "What it allows",
    role: "Held from",
    keys: "Listed by",
    actions: "Actions",
  },
  keys: (count: number) => (count === 1 ? "1 key" : `${count} keys`),
  edit: "Describe…",
  retire: "Retire…",
  form: {
    createTitle: "Add a permission",
    editTitle: (name: string) => `Describe ${name}`,
    name: "Name",
    nameHint: "resource:action, in small letters. Viewers hold those that end in :read, developers all.",
    placeholder: "invoices:read",
    description: "What it allows",
    create: "Add permission",
    save: "Save changes",
  },
  retirement: {
    title: (name: string) => `Retire ${name}?`,
    intro: "No key and nobody holds it any more, at once. You can add it again later.",
    listed: (count: number) =>
      count === 1 ? "1 live key lists it and loses it." : `${count} live keys list it and lose it.`,
    submit: "Retire permission",
    done: (name: string) => `${name} was retired`,
  },
  created: (name: string) => `${name} was added`,
  saved: "Changes saved",
} as const;
