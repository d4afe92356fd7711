/** What the overview says. */
export const overviewTexts = {
  title: "Overview",
  start: {
    title: "Get started",
    done: "Done:",
    open: "To do:",
    steps: {
      hasKey: { title: "Generate a key", text: "A program calls as your team with it." },
      hasCalled: { title: "Make the first call", text: "This ticks itself when a key is used." },
      hasColleague: { title: "Work together", text: "A second person joins the team." },
    },
  },
  attention: {
    title: "Needs attention",
    none: "Nothing. No key ends within 14 days, lies unused, or is still called with an old secret.",
    expiring: "Expires",
    old_secret_used: "Still called with its old secret, which ends",
    never_used: "Never used since it was made",
    cannot_manage: "Can't manage the team until it lists members:write or team:write; last did",
  },
  activity: {
    title: "Recent activity",
    none: "Nothing has happened yet.",
    notAllowed: "The history is for admins and owners.",
    someone: "Someone",
  },
} as const;
