"use client";

import { useSyncExternalStore } from "react";

const storageKey = "byteengine.language";
const listeners = new Set<() => void>();

/** Kept in the tab if storage is disabled. */
let chosen: string | null | undefined;

function readChoice(): string | null {
  if (chosen !== undefined) return chosen;
  try {
    chosen = localStorage.getItem(storageKey);
  } catch {
    chosen = null;
  }
  return chosen;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Chooses the language of all samples, on this page and the next ones. */
export function chooseLanguage(language: string): void {
  chosen = language;
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Storage is disabled: the choice lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/** The language that the reader chose last. Null until they choose one. */
export function useLanguageChoice(): string | null {
  return useSyncExternalStore(subscribe, readChoice, () => null);
}
