import { formatCountOf } from "#components/ui/format/format-count.ts";

/** The texts of the permissions page. */
export const permissionTexts = {
  title: "Permissions",
  intro:
    "What keys and members can do. Add permissions for your own services. “Current keys” are the keys that list the permission, without expired and deleted ones. Keys with full access aren't counted: they follow a role.",
  add: "Add permission",
  builtIn: "Built-in permissions",
  custom: "Custom permissions",
  customEmpty: "None yet. Your services can require any permission you add here when they verify a key.",
  columns: {
    name: "Permission",
    description: "What it allows",
    role: "Minimum role",
    keys: "Current keys",
    actions: "Actions",
  },
  keysWith: (name: string, count: number) =>
    `${formatCountOf(count, "current key lists", "current keys list")} ${name}`,
  edit: "Edit…",
  retire: "Retire…",
  form: {
    createTitle: "Add a permission",
    editTitle: (name: string) => `Edit ${name}`,
    name: "Name",
    nameHint:
      "Write it as resource:action, in lowercase. As soon as you add it, developers, admins and owners have it, and so do keys that inherit their role. If it ends in :read, viewers have it too.",
    placeholder: "invoices:read",
    description: "What it allows",
    create: "Add permission",
    save: "Save changes",
  },
  retirement: {
    title: (name: string) => `Retire ${name}?`,
    intro:
      "It's removed from all keys and roles, including keys that inherit a role. Requests that need it fail immediately. If you add it again later, the keys that listed it don't get it back.",
    listed: (count: number) => `${formatCountOf(count, "current key lists it", "current keys list it")}.`,
    submit: "Retire permission",
    done: (name: string) => `${name} was retired`,
  },
  created: (name: string) => `${name} was added`,
  saved: "Changes saved",
} as const;
