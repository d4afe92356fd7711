import { countOf } from "#lib/domain/common/count-of.ts";

/** The texts of deleting the account. */
export const deletionTexts = {
  title: "Delete account",
  intro:
    "Your name, your email address and every way to sign in are removed, all your sessions end, and the apps that you authorized lose access. This can't be undone.",
  open: "Delete account",
  dialog: {
    title: "Delete your account?",
    intro:
      "Your name and email address are removed, you are signed out everywhere, and the apps that you authorized lose access. The history of your teams shows “Deleted user” instead. This can't be undone.",
    loading: "Loading what would happen to your teams and keys…",
    failed: "What would happen to your teams and keys couldn't be loaded. Close this dialog and try again.",
    typeEmail: "To confirm, enter your email address:",
    mismatch: "This isn't your email address",
    submit: "Delete account",
  },
  problems: {
    last_instance_owner:
      "You are the only administrator of this console, so you can't delete your account. Someone else must become an administrator first: the operator adds their email address to INSTANCE_OWNERS.",
    only_owner: "You can't delete your account yet: you are the only owner of a team that has other members.",
  },
  teams: {
    blocked: "You are the only owner",
    blockedHint: "Make another member an owner, or delete the team. Then delete your account.",
    suspendedHint:
      "This team is suspended, so you can't change it. Ask an administrator of this console to reinstate it.",
    suspended: "Who to ask",
    members: "Change roles",
    team: "Delete team",
    deleted: "Deleted with your account",
    deletedHint: "Nobody else is in this team. Its keys stop working immediately.",
    left: "You leave this team",
  },
  keys: {
    legend: (count: number) =>
      count === 1 ? "What happens to your key?" : `What happens to your ${count} keys?`,
    more: (count: number) => `, and ${countOf(count, "more key")}`,
    handOver: "Transfer to the team",
    handOverHint:
      "They keep working with the same permissions. If you know their secrets, someone in the team should rotate them.",
    revoke: "Delete",
    revokeHint: "They stop working immediately. This can't be undone.",
    only: (count: number) =>
      count === 1
        ? "Your key is deleted and stops working immediately."
        : `Your ${count} keys are deleted and stop working immediately.`,
    onlyHint: "To keep them working, first ask an admin of the team to remove you and transfer your keys.",
    choose: "Choose what happens to your keys",
  },
} as const;
