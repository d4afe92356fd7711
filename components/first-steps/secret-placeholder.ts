/** Stands in code for a new key's secret, so that the page never contains it. */
export const secretPlaceholder = "be_••••••••";

/** The code with the secret, to be copied. */
export function insertSecret(code: string, secret: string): string {
  return code.replaceAll(secretPlaceholder, secret);
}
