/** What the API Keys page and a key's own say when they cannot be shown. Apart from the rest, because every page of it loads them in advance. */
export const failureTexts = {
  page: "API Keys",
  keys: {
    title: "The keys could not be loaded",
    text: "Nothing happened to them. Try again in a moment.",
  },
  key: {
    title: "This key could not be loaded",
    text: "Nothing happened to it. Try again in a moment.",
  },
  retry: "Try again",
} as const;
