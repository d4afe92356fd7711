/** The longest request of an app, with the path of the page that asks the person. */
const maxLength = 8192;

/**
 * The URL to open after sign-in: the requested one if it is on the console's origin, otherwise the start page. Browsers
 * drop tabs and newlines and read `\` as `/`, so the check uses the parsed URL, never the text.
 */
export function getSafeCallbackUrl(requested: string | null | undefined, origin: string): string {
  return `${origin}${getSafeCallbackPath(requested, origin)}`;
}

/** Like `getSafeCallbackUrl`, as a path (`/t/acme?x=1`). Returns `/` for any other origin. */
export function getSafeCallbackPath(requested: string | null | undefined, origin: string): string {
  if (!requested || requested.length > maxLength) return "/";
  const url = URL.parse(requested, origin);
  // A blob: URL has the origin of the page that created it, but its path is not a page of the console.
  if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== origin) return "/";
  if (url.username !== "" || url.password !== "") return "/";
  // A leading `//`, also encoded, would name a host again once a proxy decodes or joins the path.
  if (/^(\/|%2f|%5c|\\){2}/i.test(url.pathname)) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}
