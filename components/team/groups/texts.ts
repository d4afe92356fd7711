import { roleNames } from "#components/team/role-names.ts";
import { formatCountOf } from "#components/ui/format/format-count.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";

/** The texts of the section about groups of a sign-in provider or a directory. */
export const groupTexts = {
  title: "Groups",
  intro: (source: string) =>
    `People of these ${source} groups are members of this team with the role you choose. It follows their groups: leaving all of them ends the membership and deletes their keys. Members you invited stay as they are.`,
  off: "Groups of a sign-in provider or a directory can give roles in this team. The operator of this console connects an OpenID Connect provider with OIDC_ISSUER, and an administrator of this console a directory under Provisioning.",
  docs: "How groups work",
  empty: "No group gives a role in this team yet.",
  add: "Add group",
  table: "Groups",
  columns: { name: "Group", role: "Role", members: "Members now", author: "Added by", actions: "Actions" },
  capped: (role: Role, author: string) => `Limited to ${roleNames[role]}, the current role of ${author}`,
  inactive: (author: string) => `Adds nobody: ${author} is no longer an active member`,
  menu: { role: "Change role…", takeOver: "Take over", remove: "Remove…" },
  takenOver: (name: string) => `${name} now gives its role in your name`,
  form: {
    addTitle: "Add a group",
    addIntro: "Its people get this role when they next sign in.",
    changeTitle: (name: string) => `Change role of ${name}`,
    changeIntro: "The new role applies when each person next signs in.",
    name: "Group",
    nameHint:
      "The name or ID, exactly as your sign-in provider or directory sends it. Upper and lower case differ.",
    addSubmit: "Add group",
    changeSubmit: "Save changes",
  },
  added: (name: string) => `Group ${name} added`,
  changed: (name: string) => `Role of ${name} changed`,
  removal: {
    title: (name: string) => `Remove ${name}?`,
    intro: (count: number) =>
      count === 0
        ? "It no longer adds members."
        : `${formatCountOf(count, "member")} in this group ${count === 1 ? "leaves" : "leave"} the team with their next sign-in, and their keys are deleted, unless another group gives them a role. To end access immediately, remove or suspend them on the Members page.`,
    submit: "Remove group",
    done: (name: string) => `Group ${name} removed`,
  },
} as const;
