/** What stands around the guides; they themselves are in docs/. */
export const docsTexts = {
  back: "To the console",
  navigation: "Guides",
  search: {
    label: "Search",
    found: (count: number) => (count === 0 ? "Nothing found" : `${count} found`),
  },
} as const;
