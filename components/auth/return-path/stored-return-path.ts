/** Kept in the tab while the person is at a sign-in provider. */
const storageName = "byteengine.return-path";

/** The cookie that remembers the return path until then has room for about this much, encoded. */
const maxCookieLength = 1500;

/** The page that opens the stored path. */
const resumePath = "/authorize#resume";

/** The return path to send to a provider. A request of an app can be too long for a cookie, so the tab keeps it. */
export function shortenReturnPath(path: string): string {
  if (path.length <= maxCookieLength || !path.startsWith("/authorize?")) return path;
  try {
    sessionStorage.setItem(storageName, path);
    return resumePath;
  } catch {
    // Storage is disabled: the person has to start again in the app.
    return path;
  }
}

/** The path that was stored, once. Null: none was. */
export function takeReturnPath(): string | null {
  try {
    const path = sessionStorage.getItem(storageName);
    sessionStorage.removeItem(storageName);
    return path;
  } catch {
    return null;
  }
}
