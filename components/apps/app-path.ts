export function getAppsPath(teamSlug: string): string {
  return `/t/${encodeURIComponent(teamSlug)}/apps`;
}

/** Next prefers it to the page of an app: no app has this ID. */
export function getIssuersPath(teamSlug: string): string {
  return `${getAppsPath(teamSlug)}/issuers`;
}

export function getAppPath(teamSlug: string, appId: string): string {
  return `${getAppsPath(teamSlug)}/${encodeURIComponent(appId)}`;
}
