/** The texts of pages in place of a team that can't be opened. Only the server needs them. */
export const closedTexts = {
  suspended: {
    title: (team: string) => `You're suspended from ${team}`,
    text: (managers: string) => `You can't open this team until you're reinstated. Ask ${managers}.`,
    otherTeam: "Go to your other team",
  },
  teamSuspended: {
    title: (team: string) => `${team} is suspended`,
    since: "An administrator of this console suspended the team on",
    effect:
      "Its API keys are rejected, and its members can't open or change it. Nothing was deleted: when the team is reinstated, everything is as it was.",
    reason: "Reason",
    ask: (administrators: string) => `To have it reinstated, ask ${administrators}.`,
    ownAct: "You're an administrator of this console, so you can reinstate it.",
    open: "Open in Administration",
    anAdministrator: "an administrator of this console",
    otherTeam: "Go to your other team",
  },
  twoFactorMissing: {
    title: "Turn on two-factor authentication",
    text: (team: string) =>
      `${team} requires it, so you can't open the team until you turn it on. Your API keys keep working.`,
    turnOn: "Turn it on",
    otherTeam: "Go to your other team",
  },
} as const;
