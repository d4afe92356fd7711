/** Kept for a year in the browser. Signing out keeps it, as it keeps the theme. */
const yearSeconds = 31_536_000;

/** The cookie whose value is the ID of the person who skipped the team's first steps. The server reads it, too. */
export function nameSkipCookie(teamId: string): string {
  return `byteengine.first-steps.${teamId}`;
}

/** Remembers that this person skipped the team's first steps. */
export function rememberSkip(teamId: string, userId: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http.
  document.cookie = `${nameSkipCookie(teamId)}=${userId}; Path=/t; Max-Age=${yearSeconds}; SameSite=Lax`;
}
