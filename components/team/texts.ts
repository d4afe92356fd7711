import type { Role } from "#lib/rbac/roles.ts";

/** "Ada", "Ada or Grace", "Ada, Grace or Alan". */
function listNames(names: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}

function countKeys(count: number): string {
  return count === 1 ? "1 live key" : `${count} live keys`;
}

const roleNames: Record<Role, string> = {
  viewer: "Viewer",
  developer: "Developer",
  admin: "Admin",
  owner: "Owner",
};

/** What the pages about a team and its people say. */
export const teamTexts = {
  roles: roleNames,
  roleHints: {
    viewer: "Sees keys, servers, workers and people. Changes nothing.",
    developer: "Makes and changes their own keys, servers and workers.",
    admin: "Everyone's keys, people, environments, permissions and the audit log.",
    owner: "All of that, and deleting or handing over the team.",
  } satisfies Record<Role, string>,
  askForRole: (names: readonly string[]) =>
    `Your role can look, not change. Ask ${names.length === 0 ? "an admin of the team" : listNames(names)}.`,
  notYourRole: "Your role cannot do this",
  aboveYourRole: "Their role is above yours",
  roleAboveYours: "Above your own role",
  failed: "That did not work",
  actionsFor: (name: string) => `Actions for ${name}`,
  members: {
    title: "Members",
    intro: (team: string) => `Who is in ${team}, and what they may do.`,
    invite: "Invite",
    table: "Members",
    columns: {
      name: "Name",
      role: "Role",
      status: "Status",
      joined: "Joined",
      lastActive: "Last active",
      liveKeys: "Live keys",
      actions: "Actions",
    },
    you: "you",
    never: "Never",
    statuses: { active: "Active", suspended: "Suspended", removed: "Removed" },
    menu: {
      role: "Change role…",
      suspend: "Suspend…",
      resume: "Let back in",
      remove: "Remove…",
      leave: "Leave team…",
      transfer: "Make owner in your place…",
    },
    notYourself: "You cannot suspend yourself",
    onlyOwners: "Only an owner can",
    resumed: (name: string) => `${name} is back`,
  },
  role: {
    title: (name: string) => `Role of ${name}`,
    intro: "It counts from their next request, and so for their keys.",
    legend: "Role",
    submit: "Save",
    done: (name: string, role: Role) => `${name} is ${roleNames[role].toLowerCase()} now`,
  },
  exit: {
    suspend: {
      title: (name: string) => `Suspend ${name}?`,
      intro: "They get into this team no more until you let them back in.",
      submit: "Suspend",
      done: (name: string) => `${name} is suspended`,
    },
    remove: {
      title: (name: string) => `Remove ${name}?`,
      intro: "They get into this team no more. Their history stays.",
      submit: "Remove",
      done: (name: string) => `${name} was removed`,
    },
    leave: {
      title: () => "Leave this team?",
      intro: "You get into it no more, unless somebody invites you again.",
      submit: "Leave team",
      done: () => "You left the team",
    },
    loading: "Looking up their keys…",
    unknown: "Their keys could not be looked up.",
    noKeys: "They have no live keys.",
    keys: (count: number) => `Their ${countKeys(count)}:`,
    more: (count: number) => `and ${count} more`,
    lastUsed: "last used",
    neverUsed: "never used",
    legend: "What becomes of them",
    rest: "Let them rest",
    restHint: "Refused while the person is suspended, and good again afterwards.",
    revoke: "Revoke them",
    revokeHint: "They are refused at once and for good.",
    reassign: "Hand them over",
    reassignHint: "They go on working as they are. None can do more than before.",
    reassignTo: "To whom",
    choose: "Choose what becomes of the keys",
    chooseHeir: "Choose who takes the keys",
  },
  transfer: {
    title: (name: string) => `Make ${name} an owner in your place?`,
    intro: "You become an admin, in the same moment. Only an owner can give the role back to you.",
    submit: "Hand over the team",
    done: (name: string) => `${name} owns the team now`,
  },
  invitations: {
    title: "Invitations",
    table: "Open invitations",
    columns: {
      email: "Email",
      role: "Role",
      invitedBy: "Invited by",
      expires: "Expires",
      actions: "Actions",
    },
    expired: "Expired",
    menu: { resend: "Send again", withdraw: "Withdraw" },
    withdrawn: (email: string) => `The invitation of ${email} works no more`,
  },
  invite: {
    title: "Invite to the team",
    intro: "The link works once, for this address, and for seven days.",
    email: "Email",
    placeholder: "grace@example.com",
    submit: "Invite",
  },
  link: {
    title: "Send this link",
    mailedTitle: "The invitation is on its way",
    intro: (email: string) =>
      `Only ${email} can use it, once, within seven days. It is shown this one time; you can make a new one later.`,
    mailedIntro: (email: string) => `We sent it to ${email}. Should it not arrive, send this link yourself.`,
    label: "Invitation link",
    copy: "Copy link",
    copyFailed: "Your browser did not allow copying. Select the link and copy it with Ctrl C or ⌘ C.",
    close: "Done",
  },
  team: {
    title: "Team",
    intro: "Its name, and what its developers may give their keys.",
    name: "Name",
    slugHint: (slug: string) => `Addresses stay the same: /t/${slug}`,
    save: "Save changes",
    saved: "Changes saved",
    limits: "Highest limits for a key",
    limitsHint: "What a developer may set at most. Empty: this console's own limits.",
    perMinute: "Requests a minute",
    per10Seconds: "Requests in 10 seconds",
    whole: "Enter a whole number from 1, or nothing",
    danger: "Delete this team",
    dangerText: "Its keys are refused at once, and its pages are gone for everybody. This cannot be undone.",
    delete: "Delete team…",
    deleteTitle: (name: string) => `Delete ${name}?`,
    typeName: "Type the team's name to confirm:",
    mismatch: "This is not the team's name",
    submitDelete: "Delete team",
  },
  create: {
    title: "New team",
    intro: "A team has its own keys, people and environments. You will own it.",
    introAlone: "You are in no team now. Start one, or ask for an invitation to another.",
    name: "Team name",
    submit: "Create team",
  },
  accept: {
    title: (team: string) => `Join ${team}`,
    intro: (by: string | null, role: string) =>
      by === null ? `You are invited as ${role}.` : `${by} invites you, as ${role}.`,
    submit: "Join the team",
    forAddress: (email: string) => `This invitation is for ${email}.`,
    otherAccount: (email: string) =>
      `You are signed in as ${email}. Sign out to go on with the invited account.`,
    signOut: "Sign out",
    signIn: "Sign in to join",
    createAccount: "Create an account to join",
    goneTitle: "This invitation is no longer valid",
    gone: "It was used or withdrawn, or is older than seven days. Ask whoever invited you for a new one.",
    home: "Go to the console",
  },
} as const;
