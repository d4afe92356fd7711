/** Whether new email addresses can have this domain. Without domains in the settings, all can. Subdomains don't count. */
export function isAllowedAddress(domains: readonly string[], email: string): boolean {
  return domains.length === 0 || domains.includes(email.slice(email.lastIndexOf("@") + 1));
}

/** `example.com, example.org or example.net`. */
export function formatDomains(domains: readonly string[]): string {
  const last = domains.at(-1) ?? "";
  return domains.length < 2 ? last : `${domains.slice(0, -1).join(", ")} or ${last}`;
}

/**
 * Whether a person can use a password. While passwords are off, administrators of the console still can, so that they can
 * sign in when the provider is unavailable.
 */
export function mayUsePassword(
  { allowsPasswords }: { allowsPasswords: boolean },
  { isInstanceOwner }: { isInstanceOwner: boolean },
): boolean {
  return allowsPasswords || isInstanceOwner;
}
