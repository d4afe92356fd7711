/**
 * Texts for when the API Keys page or a key's page fails to load. A separate file, because both pages load it in
 * advance.
 */
export const failureTexts = {
  page: "API Keys",
  keys: {
    title: "The keys couldn't be loaded",
    text: "Your keys aren't affected. Try again in a moment.",
  },
  key: {
    title: "This key couldn't be loaded",
    text: "The key isn't affected. Try again in a moment.",
  },
  retry: "Try again",
} as const;
