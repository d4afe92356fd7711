/** What continues a URL differently. `https://fhir.example.com/r4b` is another server than `…/r4`. */
const endsHere = "(?![\\w~%.:@-])";

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

interface Growth {
  /** By how many characters all changed texts may grow together. */
  max: number;
  createError: () => Error;
}

/**
 * Returns a function that replaces one base URL by another wherever it stands in a text. A text that names a short URL again and
 * again can grow to many times its size, so the growth is limited.
 */
export function createBaseChange(from: string, to: string, growth: Growth): (text: string) => string {
  let pattern: RegExp | null = null;
  let added = 0;
  const change = () => {
    added += to.length - from.length;
    if (added > growth.max) throw growth.createError();
    return to;
  };
  return (text) => {
    if (!text.includes(from)) return text;
    pattern ??= new RegExp(escapePattern(from) + endsHere, "g");
    return text.replaceAll(pattern, change);
  };
}

/** A link's path and query below the base URL, beginning with a slash or question mark. Null: it leads elsewhere. */
export function findBelowBase(base: string, link: string): string | null {
  const root = new URL(base);
  const rootPath = root.pathname.replace(/\/$/, "");
  const url = URL.parse(link, `${root.origin}${rootPath}/`);
  if (url === null || url.origin !== root.origin || url.username !== "" || url.password !== "") return null;
  // Encoded dots and slashes could mean another folder to the server.
  if (/%2e|%2f|%5c/i.test(url.pathname)) return null;
  if (url.pathname !== rootPath && !url.pathname.startsWith(`${rootPath}/`)) return null;
  return url.pathname.slice(rootPath.length) + url.search;
}
