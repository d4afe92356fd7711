"use client";

import { type Theme, themeCookie } from "./theme.ts";

const yearSeconds = 31_536_000;
const listeners = new Set<(theme: Theme) => void>();

/** Applies the theme and stores it in a cookie. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http.
  document.cookie = `${themeCookie}=${theme}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;
  for (const listener of listeners) listener(theme);
}

/** Calls the listener whenever a theme is chosen. Returns the unsubscribe function. */
export function listenForTheme(listener: (theme: Theme) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
