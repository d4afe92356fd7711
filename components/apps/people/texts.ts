/** Texts of the part of an app's page about the people who gave it access. */
export const peopleTexts = {
  title: "People",
  intro:
    "Who gave this app access to health data, and to what. The app never reaches more than the person can.",
  list: "People who gave this app access",
  readOnly: "Only members whose role can change apps can end access",
  empty: {
    title: "No one has given this app access yet",
    text: "When someone opens the app, this console asks them first. Who agreed is listed here.",
    deleted: "The app was deleted, so no one can give it access.",
  },
  end: {
    title: (person: string) => `End access through ${person}?`,
    intro: (app: string, person: string) =>
      `${app} can no longer reach health data for ${person}. Its tokens stop working at once, and ${person} is told. If they open the app again, it has to ask them again.`,
    done: (person: string) => `Access through ${person} was ended`,
  },
} as const;
