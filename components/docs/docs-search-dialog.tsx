"use client";

import { FileText, SquareTerminal } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { type DocsEntry, findEntries } from "#components/search/docs-entries.ts";
import { loadDocsEntries } from "#components/search/load-docs-entries.ts";
import { SearchDialog, type SearchOption } from "#components/search/search-dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { useLoad } from "#components/use-load.ts";
import { docsTexts } from "./texts.ts";

const texts = docsTexts.search;
const maxGuides = 6;
const maxOperations = 6;

interface DocsOption extends SearchOption {
  href: string;
}

interface DocsSearchDialogProps {
  onClose: () => void;
  finalFocus: FinalFocus;
}

function listOptions(
  entries: readonly DocsEntry[],
  kind: DocsEntry["kind"],
  query: string,
  max: number,
): DocsOption[] {
  const ofKind = entries.filter((entry) => entry.kind === kind);
  return findEntries(ofKind, query, max).map(({ entry, snippet }) => ({
    id: entry.href,
    href: entry.href,
    label: entry.heading,
    Icon: kind === "guide" ? FileText : SquareTerminal,
    detail: entry.heading === entry.title ? undefined : entry.title,
    codeBelow: entry.code,
    snippet: kind === "guide" ? snippet : undefined,
  }));
}

/** Searches the guides and the API in the browser. */
export function DocsSearchDialog({ onClose, finalFocus }: DocsSearchDialogProps) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const { loaded } = useLoad("docs", async () => ({ isOk: true, data: await loadDocsEntries() }));
  const known = loaded.state === "known" ? loaded.data : [];
  const query = typed.trim();
  const groups = [
    { name: texts.guides, options: listOptions(known, "guide", query, maxGuides) },
    { name: texts.operations, options: listOptions(known, "operation", query, maxOperations) },
  ];
  return (
    <SearchDialog
      title={texts.title}
      placeholder={texts.placeholder}
      typed={typed}
      onType={setTyped}
      groups={groups}
      isSearching={loaded.state === "loading" && query !== ""}
      empty={<Empty query={query} hasFailed={loaded.state === "unknown"} />}
      onChoose={({ href }) => {
        onClose();
        router.push(href);
      }}
      onClose={onClose}
      finalFocus={finalFocus}
    />
  );
}

function Empty({ query, hasFailed }: { query: string; hasFailed: boolean }) {
  if (hasFailed) return texts.failed;
  return query === "" ? texts.hint : <span className="[overflow-wrap:anywhere]">{texts.nothing(query)}</span>;
}
