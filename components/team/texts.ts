import { formatCountOf } from "#components/ui/format/format-count.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import { roleNames } from "./role-names.ts";

const withArticle: Record<Role, string> = {
  viewer: "a viewer",
  developer: "a developer",
  admin: "an admin",
  owner: "an owner",
};

/** The texts of the pages about a team and its members. */
export const teamTexts = {
  roles: roleNames,
  roleHints: {
    viewer: "Can view keys, FHIR servers, AI workers and members.",
    developer: "Can also manage their own keys, and all FHIR servers and AI workers.",
    admin:
      "Can also manage all keys, members, environments and permissions, change the team's settings, and view the audit log.",
    owner: "Can also transfer or delete the team.",
  } satisfies Record<Role, string>,
  notYourRole: "Your role can't do this",
  aboveYourRole: "Their role is above yours",
  roleAboveYours: "Above your role",
  failed: "Something went wrong",
  actionsFor: (name: string) => `Actions for ${name}`,
  members: {
    title: "Members",
    intro: (team: string) => `Who is in ${team}, and what they can do.`,
    invite: "Invite",
    table: "Members",
    columns: {
      name: "Name",
      role: "Role",
      status: "Status",
      joined: "Joined",
      lastActive: "Last active",
      liveKeys: "Current keys",
      actions: "Actions",
    },
    keysOf: (name: string, count: number) => `${formatCountOf(count, "current key")} of ${name}`,
    you: "you",
    never: "Never",
    statuses: { active: "Active", suspended: "Suspended", removed: "Removed" },
    noTwoFactor: "No two-factor",
    menu: {
      role: "Change role…",
      suspend: "Suspend…",
      resume: "Reinstate",
      remove: "Remove…",
      leave: "Leave team…",
      transfer: "Transfer ownership…",
    },
    fromGroups: (groups: readonly string[]) =>
      groups.length === 0
        ? "From groups, currently in none"
        : `From ${groups.length === 1 ? "group" : "groups"} ${groups.join(", ")}`,
    roleFromGroups: "The member's groups decide this role",
    notYourself: "You can't suspend yourself",
    onlyOwners: "Only owners can do this",
    resumed: (name: string) => `${name} was reinstated`,
  },
  role: {
    title: (name: string) => `Change role of ${name}`,
    intro: "The new role applies from this member's next request, and to requests with their keys.",
    legend: "Role",
    submit: "Save changes",
    done: (name: string, role: Role) => `${name} is now ${withArticle[role]}`,
  },
  exit: {
    suspend: {
      title: (name: string) => `Suspend ${name}?`,
      intro:
        "They lose access until you reinstate them, and so do the apps that they authorized in this team.",
      submit: "Suspend",
      done: (name: string) => `${name} was suspended`,
    },
    remove: {
      title: (name: string) => `Remove ${name}?`,
      intro:
        "They lose access to this team, and so do the apps that they authorized in it. Their history is kept.",
      submit: "Remove",
      done: (name: string) => `${name} was removed`,
    },
    leave: {
      title: () => "Leave this team?",
      intro:
        "You lose access until someone invites you again. The apps that you authorized in this team lose access, too.",
      submit: "Leave team",
      done: () => "You left the team",
    },
    theirKeys: {
      loading: "Loading their keys…",
      unknown: "Their keys couldn't be loaded.",
      none: "They have no current keys.",
      list: (count: number) => `Their ${formatCountOf(count, "current key")}:`,
    },
    yourKeys: {
      loading: "Loading your keys…",
      unknown: "Your keys couldn't be loaded.",
      none: "You have no current keys.",
      list: (count: number) => `Your ${formatCountOf(count, "current key")}:`,
    },
    more: (count: number) => `and ${count} more`,
    lastUsed: "last used",
    neverUsed: "never used",
    legend: "What happens to the keys",
    disable: "Disable while suspended",
    disableHint: "Rejected until you reinstate the member. Then they work again.",
    revoke: "Delete",
    revokeHint: "They stop working immediately. This can't be undone.",
    reassign: "Transfer to another member",
    reassignHint:
      "They keep working and don't gain permissions. If the new owner has a lower role, they lose the permissions this role doesn't have.",
    selectNewOwner: "Select…",
    reassignTo: "New owner",
    choose: "Choose what happens to the keys",
    chooseNewOwner: "Choose a new owner for the keys",
  },
  transfer: {
    title: (name: string) => `Transfer ownership to ${name}?`,
    intro: "You become an admin immediately. Only an owner can make you an owner again.",
    submit: "Transfer ownership",
    done: (name: string) => `Ownership transferred to ${name}`,
  },
  invitations: {
    title: "Invitations",
    table: "Invitations",
    columns: {
      email: "Email",
      role: "Role",
      invitedBy: "Invited by",
      expires: "Expires",
      actions: "Actions",
    },
    expired: "Expired",
    menu: { resend: "Resend", withdraw: "Withdraw" },
    withdrawn: (email: string) => `Invitation to ${email} withdrawn`,
  },
  invite: {
    title: "Invite to the team",
    intro:
      "You get an invitation link to send. It works once, only for this email address, for 7 days. If this console can send email, it sends the link too.",
    email: "Email",
    placeholder: "grace@example.com",
    submit: "Invite",
  },
  link: {
    title: "Send this link",
    mailedTitle: "Invitation on its way",
    intro: (email: string) =>
      `Only ${email} can use it, once, within 7 days. It's shown only now. To get a new link, choose Resend in the invitation's menu. This one then stops working.`,
    mailedIntro: (email: string) =>
      `The console sends it to ${email} now. If it doesn't arrive, send this link yourself.`,
    label: "Invitation link",
    copy: "Copy link",
    copyFailed: "Your browser blocked copying. Select the link and press Ctrl C or ⌘ C.",
    close: "Done",
  },
  team: {
    title: "Team",
    intro: "The team's name and ID, the rate limits its keys can have, two-factor authentication and groups.",
    name: "Name",
    slugHint: (slug: string) => `The URL stays the same: /t/${slug}`,
    save: "Save changes",
    saved: "Changes saved",
    id: "Team ID",
    idHint: "Services and proxies that verify keys use it.",
    copyId: "Copy ID",
    limits: "Maximum rate limits for a developer's key",
    limitsHint:
      "The highest limits a developer can give a key. Admins and owners can go beyond them, up to this console's limits. Leave empty to use this console's limits.",
    perMinute: "Requests per minute",
    per10Seconds: "Requests per 10 seconds",
    whole: "Enter a whole number of 1 or more, or leave empty",
    danger: "Delete this team",
    dangerText: "Its keys stop working and everyone loses access immediately. This can't be undone.",
    deleteIntro: "This takes effect immediately and can't be undone.",
    stops: (keys: string, count: number) =>
      `${keys} ${count === 1 ? "stops" : "stop"} working: every request with ${count === 1 ? "it" : "them"} is rejected.`,
    loses: (count: number) =>
      count === 1 ? "You lose access." : `${formatCountOf(count, "member")}, you included, lose access.`,
    ends: (invitations: string) => `${invitations} can't be accepted any more.`,
    removed: (things: string) => `Removed with the team: ${things}.`,
    stays:
      "Members keep their accounts and their other teams. The audit log and the counted requests stay in this console's database, where its operator can read them.",
    delete: "Delete team…",
    deleteTitle: (name: string) => `Delete ${name}?`,
    typeName: "Type the team's name to confirm:",
    mismatch: "This doesn't match the team's name",
    submitDelete: "Delete team",
  },
  create: {
    title: "New team",
    intro: "A team has its own keys, members and environments. You'll be its owner.",
    suspended: (team: string, managers: string) =>
      `You're suspended from ${team}. Ask ${managers} to reinstate you, or create another team.`,
    introWithoutTeam: "You're not in a team. Create one, or ask for an invitation.",
    name: "Team name",
    submit: "Create team",
  },
  accept: {
    title: (team: string) => `Join ${team}`,
    intro: (by: string | null, role: string) =>
      by === null ? `You're invited to join as ${role}.` : `${by} invited you to join as ${role}.`,
    submit: "Join team",
    forAddress: (email: string) => `This invitation is for ${email}.`,
    otherAccount: (email: string) =>
      `You're signed in as ${email}. Sign out to continue with the invited account.`,
    signOut: "Sign out",
    signIn: "Sign in to join",
    createAccount: "Create an account to join",
    goneTitle: "This invitation is no longer valid",
    gone: "It was used or withdrawn, or is older than 7 days. Ask the person who invited you for a new one.",
    home: "Go to the console",
  },
} as const;
