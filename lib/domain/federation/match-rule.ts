import type { RuleClaims } from "./rule-problem.ts";

export interface MatchedRule {
  id: string;
  audience: string;
  claims: RuleClaims;
}

type Claims = Readonly<Record<string, unknown>>;

/** What keeps a token from matching a rule. */
export interface Mismatch {
  /** The claim, or `aud`. */
  claim: string;
  /** The value in the token, shortened. Null: it has none that can be compared. */
  value: string | null;
}

const maxShownLength = 200;

/** Text, and numbers and truth values as JSON writes them. Null for anything else, and for a number that may be rounded. */
function toText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER) return null;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function getOwn(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}

/** The claim with this name, or at this JSON Pointer (RFC 6901). */
export function readClaim(claims: Claims, name: string): string | null {
  if (!name.startsWith("/")) return toText(getOwn(claims, name));
  const names = name
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return toText(names.reduce<unknown>((value, part) => getOwn(value, part), claims));
}

/** The only audience. A token for several could be sent on by one of them. */
function readAudience(claims: Claims): string | null {
  const aud = getOwn(claims, "aud");
  if (!Array.isArray(aud)) return toText(aud);
  return aud.length === 1 ? toText(aud[0]) : null;
}

function shorten(value: string | null): string | null {
  return value === null ? null : value.slice(0, maxShownLength);
}

function listMismatches(rule: MatchedRule, claims: Claims): Mismatch[] {
  const audience = readAudience(claims);
  const ofAudience = audience === rule.audience ? [] : [{ claim: "aud", value: shorten(audience) }];
  const ofClaims = Object.entries(rule.claims).flatMap(([claim, values]) => {
    const value = readClaim(claims, claim);
    return value !== null && values.includes(value) ? [] : [{ claim, value: shorten(value) }];
  });
  return [...ofAudience, ...ofClaims];
}

export type RuleMatch<Rule> =
  | { outcome: "matched"; rule: Rule }
  /** `nearest` is the rule with the fewest mismatches, of which the first is told. */
  | { outcome: "refused"; nearest: Rule; mismatch: Mismatch }
  | { outcome: "refused"; nearest: null; mismatch: null };

/** Finds the first rule whose audience and claims a token has, all of them exactly. */
export function matchRules<Rule extends MatchedRule>(
  rules: readonly Rule[],
  claims: Claims,
): RuleMatch<Rule> {
  let nearest: { rule: Rule; mismatches: Mismatch[] } | null = null;
  for (const rule of rules) {
    const mismatches = listMismatches(rule, claims);
    if (mismatches.length === 0) return { outcome: "matched", rule };
    if (nearest === null || mismatches.length < nearest.mismatches.length) nearest = { rule, mismatches };
  }
  const mismatch = nearest?.mismatches[0];
  if (nearest === null || mismatch === undefined)
    return { outcome: "refused", nearest: null, mismatch: null };
  return { outcome: "refused", nearest: nearest.rule, mismatch };
}
