/** The part of a secret that people recognize it by: the first 9 characters and the last 4. */
export function getHint(secret: string): string {
  return `${secret.slice(0, 9)}…${secret.slice(-4)}`;
}

/** The same for the secret of an app: longer, because all of them start with the same 7 characters. */
export function getAppSecretHint(secret: string): string {
  return `${secret.slice(0, 13)}…${secret.slice(-4)}`;
}
