/** The texts of the overview page. */
export const overviewTexts = {
  title: "Overview",
  start: {
    title: "Get started",
    done: "Done:",
    open: "To do:",
    steps: {
      hasKey: { title: "Generate a key", text: "Your applications use it to access ByteEngine." },
      hasUsedKey: { title: "Send your first request", text: "Completes when a key is first used." },
      hasSecondMember: { title: "Invite your team", text: "Completes when a second member joins." },
    },
  },
  attention: {
    title: "Needs attention",
    none: "Nothing right now. Keys that expire within 14 days, are unused 7 days after they were generated, are still used with their previous secret, or lost access to team management appear here.",
    expiring: "Expires",
    old_secret_used: "Still used with its previous secret, which stops working",
    never_used: "Never used. Generated",
    cannot_manage:
      "Lost access to team management. To restore it, edit the key and select members:write or team:write. Last used for this",
  },
  activity: {
    title: "Recent activity",
    none: "No activity yet.",
    notAllowed: "Only admins and owners can see recent activity.",
    someone: "Someone",
  },
} as const;
