/** The longest life of an assertion (SMART App Launch 2.2, "Client Authentication: Asymmetric"). */
const maxSeconds = 300;

/** How far the clocks of apps may differ from the database's. */
export const clockToleranceSeconds = 10;

export interface AssertionFacts {
  claims: Readonly<Record<string, unknown>>;
  header: Readonly<Record<string, unknown>>;
  clientId: string;
  /** The addresses that an assertion can be for. */
  audiences: readonly string[];
  /** The address of the app's keys. Null: it has none. */
  jwksUri: string | null;
  nowMs: number;
}

function isSoon(value: unknown, nowSeconds: number): boolean {
  return value === undefined || (typeof value === "number" && value <= nowSeconds + clockToleranceSeconds);
}

/** One audience only: an assertion for several could be presented by one of them to another. */
function isForUs(aud: unknown, audiences: readonly string[]): boolean {
  const [only, ...others]: unknown[] = Array.isArray(aud) ? aud : [aud];
  return others.length === 0 && typeof only === "string" && audiences.includes(only);
}

/**
 * Why an assertion (RFC 7523) with a valid signature can't prove who an app is, for the log. Null: it can. Whether it was used
 * before is checked later.
 */
export function findAssertionProblem(facts: AssertionFacts): string | null {
  const { claims, header, clientId, audiences, jwksUri, nowMs } = facts;
  const nowSeconds = nowMs / 1000;
  const { iss, sub, aud, exp, iat, nbf, jti } = claims;
  if (iss !== clientId || sub !== clientId) return "iss and sub must be the client_id";
  if (!isForUs(aud, audiences)) return "aud must be the token endpoint or the issuer, and nothing else";
  if (typeof exp !== "number" || exp <= nowSeconds - clockToleranceSeconds) return "it has expired";
  if (exp > nowSeconds + maxSeconds + clockToleranceSeconds) return "exp must be at most 5 minutes ahead";
  if (!isSoon(iat, nowSeconds) || !isSoon(nbf, nowSeconds)) return "iat or nbf is in the future";
  if (typeof jti !== "string" || jti === "") return "jti is missing";
  if (header.jku !== undefined && header.jku !== jwksUri) return "jku is not the registered address";
  return null;
}
