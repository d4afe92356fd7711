export function getKeyPath(teamSlug: string, keyId: string): string {
  return `/t/${encodeURIComponent(teamSlug)}/settings/api-keys/${encodeURIComponent(keyId)}`;
}
