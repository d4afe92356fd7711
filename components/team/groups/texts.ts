import { roleNames } from "#components/team/role-names.ts";
import { formatCountOf } from "#components/ui/format/format-count.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";

/** The texts of the section about groups of a sign-in provider or a directory. */
export const groupTexts = {
  title: "Groups",
  intro: (source: string) =>
    `People in these groups of ${source} become members of this team with the role you choose. Their role follows their groups: someone who is in none of these any more leaves the team, and their keys are deleted. Members you invited stay as they are.`,
  directory: "your directory",
  off: "Groups of a sign-in provider or directory can give roles in this team, but this console isn't connected to one. Ask its operator to set up an OpenID Connect provider (OIDC_ISSUER) or provisioning.",
  docs: "How groups work",
  empty: "No group gives a role in this team yet.",
  add: "Add group",
  table: "Groups",
  columns: { name: "Group", role: "Role", members: "Members now", author: "Added by", actions: "Actions" },
  capped: (role: Role, author: string) => `Limited to ${roleNames[role]}, the current role of ${author}`,
  inactive: (author: string) => `Adds no members: ${author} is no longer an active member`,
  menu: { role: "Change role…", takeOver: "Take over", remove: "Remove…" },
  takenOver: (name: string) => `${name} now gives its role in your name`,
  form: {
    addTitle: "Add a group",
    addIntro: "People in the group get the role when they next sign in.",
    changeTitle: (name: string) => `Change role of the group ${name}`,
    changeIntro: "The new role applies when each person next signs in.",
    name: "Group",
    nameHint:
      "The name or ID, exactly as your sign-in provider or directory sends it. Uppercase and lowercase matter.",
    addSubmit: "Add group",
    changeSubmit: "Save changes",
  },
  added: (name: string) => `Group ${name} added`,
  changed: (name: string) => `Role of ${name} changed`,
  removal: {
    title: (name: string) => `Remove the group ${name}?`,
    intro: (count: number) =>
      count === 0
        ? "It no longer adds members."
        : `${formatCountOf(count, "member")} of this group ${count === 1 ? "leaves" : "leave"} the team at their next sign-in, their keys are deleted, and the apps that they authorized lose access, unless another group gives them a role. To end access immediately, remove or suspend them on the Members page.`,
    submit: "Remove group",
    done: (name: string) => `Group ${name} removed`,
  },
} as const;
