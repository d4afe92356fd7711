"use client";

import { type Theme, themeCookie } from "./theme.ts";

const yearSeconds = 31_536_000;
const listeners = new Set<(theme: Theme) => void>();

/** Shows the page in this theme from now on, and remembers it. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http.
  document.cookie = `${themeCookie}=${theme}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;
  for (const listener of listeners) listener(theme);
}

/** Calls back whenever a theme is chosen; returns what ends it. */
export function listenForTheme(listener: (theme: Theme) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
