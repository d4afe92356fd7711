/** A section of a guide or an operation of the API, as the search finds it. */
export interface DocsEntry {
  kind: "guide" | "operation";
  href: string;
  /** The guide, or the group of operations. */
  title: string;
  heading: string;
  /** Shown beside the heading in a monospaced font, such as a method and a path. */
  code?: string;
  text: string;
}

/** A part of a snippet. Marked parts contain what was typed. */
export interface SnippetPart {
  text: string;
  isMarked: boolean;
}

export interface FoundEntry {
  entry: DocsEntry;
  snippet: SnippetPart[];
}

export function listWords(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** How well an entry matches all words: the lower, the better. Null if a word is missing. */
function rankEntry({ title, heading, code = "", text }: DocsEntry, words: readonly string[]): number | null {
  const lowerHeading = heading.toLowerCase();
  const places = [
    lowerHeading,
    `${lowerHeading} ${title.toLowerCase()} ${code.toLowerCase()}`,
    `${lowerHeading} ${title.toLowerCase()} ${code.toLowerCase()} ${text.toLowerCase()}`,
  ];
  const place = places.findIndex((part) => words.every((word) => part.includes(word)));
  if (place === -1) return null;
  const startsWithQuery = place === 0 && lowerHeading.startsWith(words.join(" "));
  return startsWithQuery ? -1 : place;
}

/** The entries that contain every word, best first. */
export function findEntries(entries: readonly DocsEntry[], query: string, max: number): FoundEntry[] {
  const words = listWords(query);
  if (words.length === 0) return [];
  return entries
    .map((entry) => ({ entry, rank: rankEntry(entry, words) }))
    .filter(({ rank }) => rank !== null)
    .sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0))
    .slice(0, max)
    .map(({ entry }) => ({ entry, snippet: writeSnippet(entry.text, words) }));
}

const maxSnippetLength = 110;
const lengthBefore = 30;

/** The part of the text around its first match, or its start. */
export function writeSnippet(text: string, words: readonly string[]): SnippetPart[] {
  const lower = text.toLowerCase();
  const first = Math.min(...words.map((word) => lower.indexOf(word)).filter((at) => at >= 0));
  const from =
    Number.isFinite(first) && first > lengthBefore ? text.indexOf(" ", first - lengthBefore) + 1 : 0;
  const isCut = text.length > from + maxSnippetLength;
  const shown = text.slice(from, from + maxSnippetLength).trim();
  return markWords(`${from > 0 ? "…" : ""}${shown}${isCut ? "…" : ""}`, words);
}

/** Splits text into parts, of which those that contain a word are marked. */
export function markWords(text: string, words: readonly string[]): SnippetPart[] {
  const known = words
    .filter((word) => word !== "")
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (known.length === 0) return [{ text, isMarked: false }];
  return text
    .split(new RegExp(`(${known.join("|")})`, "i"))
    .map((part, index) => ({ text: part, isMarked: index % 2 === 1 }))
    .filter((part) => part.text !== "");
}
