/** Whether this is the ID of an app, where its tokens are recorded and counted like keys. */
export function isAppId(id: string): boolean {
  return id.startsWith("app_");
}

/** The page of a key, or of an app where its tokens are counted like keys. */
export function getKeyPath(teamSlug: string, id: string): string {
  if (isAppId(id)) return `/t/${encodeURIComponent(teamSlug)}/apps/${encodeURIComponent(id)}`;
  return `/t/${encodeURIComponent(teamSlug)}/settings/api-keys/${encodeURIComponent(id)}`;
}

/** The API Keys page, with filters by their names in the URL. */
export function getKeysPath(teamSlug: string, filters?: Record<string, string>): string {
  const path = `/t/${encodeURIComponent(teamSlug)}/settings/api-keys`;
  return filters === undefined ? path : `${path}?${new URLSearchParams(filters)}`;
}
