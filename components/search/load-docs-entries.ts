"use client";

import type { DocsEntry } from "./docs-entries.ts";

let loading: Promise<readonly DocsEntry[]> | undefined;

/** Written without zod, so that searching the docs loads no library. */
function isEntry(value: unknown): value is DocsEntry {
  if (typeof value !== "object" || value === null) return false;
  return ["kind", "href", "title", "heading", "text"].every(
    (name) => typeof Reflect.get(value, name) === "string",
  );
}

async function fetchEntries(): Promise<readonly DocsEntry[]> {
  const response = await fetch("/docs/search-index");
  if (!response.ok) throw new Error(`the search index request returned ${response.status}`);
  const body: unknown = await response.json();
  return Array.isArray(body) ? body.filter(isEntry) : [];
}

/** The index of the docs, fetched once. A failed request is repeated the next time. */
export function loadDocsEntries(): Promise<readonly DocsEntry[]> {
  loading ??= fetchEntries().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
