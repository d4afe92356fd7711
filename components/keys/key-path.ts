export function getKeyPath(teamSlug: string, keyId: string): string {
  return `/t/${encodeURIComponent(teamSlug)}/settings/api-keys/${encodeURIComponent(keyId)}`;
}

/** The API Keys page with filters, by their names in the URL. */
export function getKeysPath(teamSlug: string, filters: Record<string, string>): string {
  return `/t/${encodeURIComponent(teamSlug)}/settings/api-keys?${new URLSearchParams(filters)}`;
}
