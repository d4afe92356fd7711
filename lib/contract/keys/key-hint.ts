/** The part of a secret that people recognize it by: the first 9 characters and the last 4. */
export function getHint(secret: string): string {
  return `${secret.slice(0, 9)}…${secret.slice(-4)}`;
}
