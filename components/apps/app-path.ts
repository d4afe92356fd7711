export function getAppsPath(teamSlug: string): string {
  return `/t/${encodeURIComponent(teamSlug)}/apps`;
}

export function getAppPath(teamSlug: string, appId: string): string {
  return `${getAppsPath(teamSlug)}/${encodeURIComponent(appId)}`;
}

/** The part of an app's page with its rules. */
export function getKeylessPath(teamSlug: string, appId: string): string {
  return `${getAppPath(teamSlug, appId)}?tab=keyless`;
}

/** Next prefers it to the page of an app, and no app has this ID. */
export function getIssuersPath(teamSlug: string): string {
  return `${getAppsPath(teamSlug)}/issuers`;
}
