import { permissionPattern } from "#lib/domain/rbac/permissions.ts";
import { coversSmartScope, readSmartScope } from "./smart-scope.ts";

/** The form of a scope: the name of a permission, or a SMART scope. */
export function isScope(text: string): boolean {
  return permissionPattern.test(text) || readSmartScope(text) !== null;
}

/** Whether a scope is within the held ones: listed itself or, for a SMART scope, covered by one of them. */
export function isWithinScopes(held: readonly string[], wanted: string): boolean {
  if (held.includes(wanted)) return true;
  const smart = readSmartScope(wanted);
  if (smart === null) return false;
  return held.some((scope) => {
    const other = readSmartScope(scope);
    return other !== null && coversSmartScope(other, smart);
  });
}

/** The scopes in the text of a request (RFC 6749, section 3.3), each once. Empty text has none. */
export function splitScopes(text: string): string[] {
  return [...new Set(text.split(" ").filter((scope) => scope !== ""))];
}

/** The longest life of a token, in seconds: SMART backend services allow 300 for `system/` scopes. */
export function getTokenSeconds(scopes: readonly string[], format: TokenFormat): number {
  const isSystem = scopes.some((scope) => readSmartScope(scope)?.level === "system");
  return isSystem || format === "jwt" ? 300 : 3600;
}

/** `opaque`: only this console can tell what it is. `jwt`: services can also check it by themselves (RFC 9068). */
export const tokenFormats = ["opaque", "jwt"] as const;

export type TokenFormat = (typeof tokenFormats)[number];
