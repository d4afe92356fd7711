/** The audience that rules get unless another one is typed: the address of this console, which nobody else has. */
export function getConsoleAudience(tokenEndpoint: string): string {
  return new URL(tokenEndpoint).origin;
}
