/** The Health Data page. */
export function getServersPath(teamSlug: string): string {
  return `/t/${encodeURIComponent(teamSlug)}/health-data`;
}

export function getServerPath(teamSlug: string, serverId: string): string {
  return `${getServersPath(teamSlug)}/${encodeURIComponent(serverId)}`;
}
