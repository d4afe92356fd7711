/** Texts around the guides. The guides are in docs/. */
export const docsTexts = {
  back: "Go to the console",
  navigation: "Guides",
  search: {
    label: "Search",
    found: (count: number) => {
      if (count === 0) return "No results";
      return count === 1 ? "1 result" : `${count} results`;
    },
  },
} as const;
