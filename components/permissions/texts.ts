import { formatCountOf } from "#components/ui/format/format-count.ts";

/** The texts of the permissions page. */
export const permissionTexts = {
  title: "Permissions",
  intro: "What keys and members can do. Add permissions for your own services.",
  add: "Add permission",
  builtIn: "Built-in permissions",
  custom: "Custom permissions",
  customEmpty: "None yet. Your services can require any permission you add here when they verify a key.",
  columns: {
    name: "Permission",
    description: "What it allows",
    role: "Minimum role",
    keys: "Used by",
    actions: "Actions",
  },
  keys: (count: number) => formatCountOf(count, "key"),
  edit: "Edit…",
  retire: "Retire…",
  form: {
    createTitle: "Add a permission",
    editTitle: (name: string) => `Edit ${name}`,
    name: "Name",
    nameHint:
      "resource:action, in lowercase. Viewers get permissions that end in :read. Developers get all of them.",
    placeholder: "invoices:read",
    description: "What it allows",
    create: "Add permission",
    save: "Save changes",
  },
  retirement: {
    title: (name: string) => `Retire ${name}?`,
    intro: "Removed from all keys and roles immediately. You can add it again later.",
    listed: (count: number) =>
      `${formatCountOf(count, "live key uses it and loses it", "live keys use it and lose it")}.`,
    submit: "Retire permission",
    done: (name: string) => `${name} was retired`,
  },
  created: (name: string) => `${name} was added`,
  saved: "Changes saved",
} as const;
