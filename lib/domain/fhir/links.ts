/** What continues a URL differently. `https://fhir.example.com/r4b` is another server than `…/r4`. */
const endsHere = "(?![\\w~%.:@-])";

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Returns a function that replaces one base URL by another wherever it stands in a text. */
export function createBaseChange(from: string, to: string): (text: string) => string {
  let pattern: RegExp | null = null;
  return (text) => {
    if (!text.includes(from)) return text;
    pattern ??= new RegExp(escapePattern(from) + endsHere, "g");
    return text.replaceAll(pattern, () => to);
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
