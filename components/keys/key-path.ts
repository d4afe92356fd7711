export function getKeyPath(teamSlug: string, keyId: string): string {
  return `/t/${encodeURIComponent(teamSlug)}/settings/api-keys/${encodeURIComponent(keyId)}`;
}

/** The API Keys page, with filters by their names in the URL. */
export function getKeysPath(teamSlug: string, filters?: Record<string, string>): string {
  const path = `/t/${encodeURIComponent(teamSlug)}/settings/api-keys`;
  return filters === undefined ? path : `${path}?${new URLSearchParams(filters)}`;
}
