"use client";

import { useId, useState } from "react";
import { z } from "zod";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Link } from "#components/ui/link.tsx";
import { docsTexts } from "./texts.ts";

const texts = docsTexts.search;
const maxResults = 8;

const searchEntries = z.array(
  z.object({ href: z.string(), title: z.string(), heading: z.string(), text: z.string() }),
);

type SearchEntry = z.infer<typeof searchEntries>[number];

/** Finds the sections that contain every word. Matches in headings come first. */
function findEntries(entries: readonly SearchEntry[], query: string): SearchEntry[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const inHeading = entries.filter(({ title, heading }) => matches(`${title} ${heading}`));
  const inText = entries.filter(
    (entry) => !inHeading.includes(entry) && matches(`${entry.heading} ${entry.text}`),
  );
  return [...inHeading, ...inText].slice(0, maxResults);
}

/** Searches the guides in the browser. The index is fetched when the field is first focused. */
export function DocsSearch() {
  const resultsId = useId();
  const [entries, setEntries] = useState<SearchEntry[] | null>(null);
  const [query, setQuery] = useState("");
  const load = async () => {
    if (entries !== null) return;
    const response = await fetch("/docs/search-index").catch(() => null);
    const parsed = searchEntries.safeParse(await response?.json().catch(() => null));
    if (parsed.success) setEntries(parsed.data);
  };
  const found = findEntries(entries ?? [], query);
  return (
    <search>
      <TextField
        label={texts.label}
        type="search"
        autoComplete="off"
        value={query}
        onFocus={load}
        onChange={(event) => setQuery(event.target.value)}
        aria-controls={resultsId}
      />
      <div id={resultsId} role="status" className="mt-2">
        {query.trim() === "" || entries === null ? null : (
          <p className="px-2 text-muted text-xs">{texts.found(found.length)}</p>
        )}
        <ul className="flex flex-col">
          {found.map(({ href, title, heading }) => (
            <li key={href}>
              <Link
                href={href}
                onClick={() => setQuery("")}
                className="block rounded-md px-2 py-1.5 text-sm hover:bg-sunken coarse:py-3"
              >
                {heading}
                {heading === title ? null : <span className="block text-muted text-xs">{title}</span>}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </search>
  );
}
