/** Texts of the account page about the apps that the person gave access. */
export const authorizedAppsTexts = {
  title: "Authorized apps",
  intro:
    "Apps that you let read or change health data for you. Ended and expired access stays listed, so that you can look it up.",
  of: (team: string) => `App of ${team}`,
  end: {
    title: (app: string) => `End access of ${app}?`,
    intro: (app: string) =>
      `${app} can no longer reach health data for you. What it has already read stays with it. If you open it again, it has to ask you again.`,
    done: (app: string) => `Access of ${app} was ended`,
  },
  empty: {
    title: "No app has access",
    text: "When you open an app that works with health data, it asks you first. The apps that you allow are listed here, and you can end their access.",
    sessions: "See where you're signed in",
  },
} as const;
