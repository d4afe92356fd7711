"use client";

import { z } from "zod";

/** A view of the list under a name. The query is what follows the page's path in the URL. */
export interface SavedView {
  name: string;
  query: string;
}

const savedViewsSchema = z.array(
  z.object({ name: z.string().min(1).max(60), query: z.string().startsWith("?").max(4_000) }),
);

function nameOf(teamId: string): string {
  return `saved-views/${teamId}`;
}

/** The views that were saved in this browser. Empty if the browser keeps nothing or something else was stored. */
export function readSavedViews(teamId: string): SavedView[] {
  try {
    const parsed = savedViewsSchema.safeParse(JSON.parse(localStorage.getItem(nameOf(teamId)) ?? "[]"));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}

/** Returns false if the browser can't keep them. */
export function writeSavedViews(teamId: string, views: readonly SavedView[]): boolean {
  try {
    localStorage.setItem(nameOf(teamId), JSON.stringify(views));
    return true;
  } catch {
    return false;
  }
}

/** Adds a view, or replaces the one with the same name. */
export function addSavedView(views: readonly SavedView[], added: SavedView): SavedView[] {
  const others = views.filter(({ name }) => name !== added.name);
  return [...others, added].sort((a, b) => a.name.localeCompare(b.name, "en"));
}
