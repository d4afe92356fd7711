import { keylessTexts } from "./texts.ts";

const names: Readonly<Record<string, string>> = keylessTexts.claims;

/** A claim in words, or null for one that the console doesn't know. */
export function findClaimName(claim: string): string | null {
  return Object.hasOwn(names, claim) ? (names[claim] ?? null) : null;
}

/** A claim in words, or as it is written in tokens. */
export function nameClaim(claim: string): string {
  return findClaimName(claim) ?? claim;
}
