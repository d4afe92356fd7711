/**
 * Where to go after signing in: the address asked for when it is on our own origin, else our start page. Browsers
 * drop tabs and newlines and read `\` as `/`, so the text is judged as the URL parser reads it, never by its look.
 */
export function getSafeCallbackUrl(asked: string | null | undefined, origin: string): string {
  return `${origin}${getSafeCallbackPath(asked, origin)}`;
}

/** The same as a path on our origin (`/t/acme?x=1`); `/` for anything that leads elsewhere. */
export function getSafeCallbackPath(asked: string | null | undefined, origin: string): string {
  if (!asked || asked.length > 2048) return "/";
  const url = URL.parse(asked, origin);
  // A blob: address has the origin of the page it was made on, but its path is no place of ours.
  if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== origin) return "/";
  if (url.username !== "" || url.password !== "") return "/";
  // `//` or an encoded one at the front would name a host again once some proxy decodes or joins the path.
  if (/^(\/|%2f|%5c|\\){2}/i.test(url.pathname)) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}
