/** What people recognise a secret by: its first nine characters and its last four. */
export function getHint(secret: string): string {
  return `${secret.slice(0, 9)}…${secret.slice(-4)}`;
}
