/** What stands around every page. */
export const shellTexts = {
  skip: "Skip to content",
  navigation: "Main",
  openMenu: "Open menu",
  menu: "Menu",
  teams: "Teams",
  overview: "Overview",
  healthData: "Health Data",
  aiWorkers: "AI Workers",
  settings: "Settings",
  apiKeys: "API Keys",
  docs: "Quick start",
  signOut: "Sign out",
  signOutFailed: "Signing out did not work. Try again in a moment.",
  switchTeam: "Switch team:",
  notFound: {
    title: "There is nothing here",
    text: "The address may be mistyped, or what it named is gone or belongs to a team you are not in.",
    home: "Go to your team",
  },
  failure: {
    title: "This page could not be shown",
    text: "Nothing you did is lost. Try again; if it keeps happening, tell whoever runs this console.",
    retry: "Try again",
    reference: "Reference:",
  },
} as const;
