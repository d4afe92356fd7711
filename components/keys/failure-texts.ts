/** What the API Keys page says when it cannot be shown. Apart from the rest, because every page of it loads them in advance. */
export const failureTexts = {
  page: "API Keys",
  title: "The keys could not be loaded",
  text: "Nothing happened to them. Try again in a moment.",
  retry: "Try again",
} as const;
