import { countOf } from "#lib/domain/common/count-of.ts";

/** The texts of deleting the account. */
export const deletionTexts = {
  title: "Delete account",
  intro:
    "Your name, your email address and every way to sign in are removed, and all your sessions end. This can't be undone.",
  open: "Delete account",
  dialog: {
    title: "Delete your account?",
    intro:
      "Your name and email address are removed, and you are signed out everywhere. The history of your teams then shows “Deleted user”. This can't be undone.",
    loading: "Loading what would happen to your teams and keys…",
    failed: "What would happen to your teams and keys could not be loaded.",
    typeEmail: "To confirm, enter your email address:",
    mismatch: "This is not your email address",
    submit: "Delete account",
  },
  problems: {
    last_instance_owner:
      "You are the only administrator of this console, so you can't delete your account. Someone else must become an administrator first. The operator can do that with INSTANCE_OWNERS.",
    only_owner: "You can't delete your account yet: you are the only owner of a team that has other members.",
  },
  teams: {
    blocked: "You are the only owner",
    blockedHint: "Make another member an owner, or delete the team. Then delete your account.",
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
    handOver: "Hand over to the team",
    handOverHint:
      "They keep working, with the same permissions. Rotate those whose secret only you should have known.",
    revoke: "Delete",
    revokeHint: "Services that use them are rejected immediately.",
    only: (count: number) =>
      count === 1
        ? "Your key is deleted and stops working immediately."
        : `Your ${count} keys are deleted and stop working immediately.`,
    onlyHint: "If they must keep working, ask an admin of the team to remove you and take them over first.",
    choose: "Choose what happens to your keys",
  },
} as const;
