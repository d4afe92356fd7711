"use client";

import { BookOpen, SquareTerminal } from "lucide-react";
import { hasPartOfSecret } from "#components/keys/filter/key-filters.ts";
import { type DocsEntry, findEntries } from "#components/search/docs-entries.ts";
import { loadDocsEntries } from "#components/search/load-docs-entries.ts";
import { useLoad } from "#components/use-load.ts";
import type { Command } from "./list-commands.ts";
import { paletteTexts as texts } from "./texts.ts";

const maxOfKind = 4;

function describeEntries(entries: readonly DocsEntry[], kind: DocsEntry["kind"], typed: string): Command[] {
  const ofKind = entries.filter((entry) => entry.kind === kind);
  return findEntries(ofKind, typed, maxOfKind).map(({ entry, snippet }) => ({
    id: entry.href,
    group: kind === "guide" ? texts.groups.guides : texts.groups.operations,
    label: entry.heading,
    detail: entry.heading === entry.title ? undefined : entry.title,
    codeBelow: entry.code,
    snippet: kind === "guide" ? snippet : undefined,
    Icon: kind === "guide" ? BookOpen : SquareTerminal,
    action: { kind: "go", path: entry.href },
  }));
}

/** The sections of the docs and the API operations that contain every typed word. */
export function useFoundDocs(typed: string): { found: Command[]; isSearching: boolean } {
  const query = typed.trim();
  const isSearchable = query.length > 1 && !hasPartOfSecret(query);
  const { loaded } = useLoad(isSearchable ? "docs" : null, async () => ({
    isOk: true,
    data: await loadDocsEntries(),
  }));
  if (!isSearchable) return { found: [], isSearching: false };
  if (loaded.state !== "known") return { found: [], isSearching: loaded.state === "loading" };
  const found = (["guide", "operation"] as const).flatMap((kind) =>
    describeEntries(loaded.data, kind, query),
  );
  return { found, isSearching: false };
}
