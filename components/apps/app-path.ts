export function getAppsPath(teamSlug: string): string {
  return `/t/${encodeURIComponent(teamSlug)}/apps`;
}

export function getAppPath(teamSlug: string, appId: string): string {
  return `${getAppsPath(teamSlug)}/${encodeURIComponent(appId)}`;
}
