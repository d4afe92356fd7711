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

/** Finds a word at its start, so that "ada" is not found in "metadata". */
function writePattern(word: string): string {
  const escaped = word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return /^[\p{L}\p{N}]/u.test(word) ? `(?<![\\p{L}\\p{N}])${escaped}` : escaped;
}

/** How well an entry matches all words: the lower, the better. Null if a word is missing. */
function rankEntry(entry: DocsEntry, words: readonly RegExp[], query: string): number | null {
  const { title, heading, code = "", text } = entry;
  const places = [heading, `${heading} ${title} ${code}`, `${heading} ${title} ${code} ${text}`];
  const place = places.findIndex((part) => words.every((word) => word.test(part)));
  if (place === -1) return null;
  return place === 0 && heading.toLowerCase().startsWith(query) ? -1 : place;
}

/** The entries that contain every word, best first. */
export function findEntries(entries: readonly DocsEntry[], query: string, max: number): FoundEntry[] {
  const words = listWords(query);
  if (words.length === 0) return [];
  const patterns = words.map((word) => new RegExp(writePattern(word), "iu"));
  return entries
    .map((entry) => ({ entry, rank: rankEntry(entry, patterns, words.join(" ")) }))
    .filter(({ rank }) => rank !== null)
    .sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0))
    .slice(0, max)
    .map(({ entry }) => ({ entry, snippet: writeSnippet(entry.text, words) }));
}

const maxSnippetLength = 110;
const lengthBefore = 30;

/** The part of the text around its first match, or its start. */
export function writeSnippet(text: string, words: readonly string[]): SnippetPart[] {
  const places = words.map((word) => text.search(new RegExp(writePattern(word), "iu")));
  const first = Math.min(...places.filter((at) => at >= 0));
  const from =
    Number.isFinite(first) && first > lengthBefore ? text.indexOf(" ", first - lengthBefore) + 1 : 0;
  const isCut = text.length > from + maxSnippetLength;
  const shown = text.slice(from, from + maxSnippetLength).trim();
  return markWords(`${from > 0 ? "…" : ""}${shown}${isCut ? "…" : ""}`, words);
}

/** Splits text into parts, of which those that contain a word are marked. */
export function markWords(text: string, words: readonly string[]): SnippetPart[] {
  if (words.length === 0) return [{ text, isMarked: false }];
  return text
    .split(new RegExp(`(${words.map(writePattern).join("|")})`, "iu"))
    .map((part, index) => ({ text: part, isMarked: index % 2 === 1 }))
    .filter((part) => part.text !== "");
}
