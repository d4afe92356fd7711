/** Texts around pages that only the server renders. In the other file, browsers would load them with every page. */
export const serverTexts = {
  twoFactorDue: {
    from: "This team requires two-factor authentication from",
    until: ". Without it you can't open the team after that.",
    turnOn: "Turn it on",
  },
  notFound: {
    title: "Page not found",
    text: "The link may be wrong, or the page was deleted or belongs to a team you're not in.",
    home: "Go to your team",
    textInTeam: "The link may be wrong, or what it leads to was deleted.",
    homeInTeam: "Go to Overview",
  },
} as const;
