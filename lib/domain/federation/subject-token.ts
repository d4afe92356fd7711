/** A token that is valid for longer is not an identity for one job, but a secret. */
const maxLifetimeSeconds = 24 * 3600;

/** How far the clocks of issuers may differ from the database's. */
const clockToleranceSeconds = 30;

/** The longest life of a token that another issuer's token was exchanged for. */
const maxExchangedSeconds = 15 * 60;

type Claims = Readonly<Record<string, unknown>>;

/**
 * Why a token with a valid signature and issuer can't be exchanged at this time. Null: it can. It must say when it was issued
 * and when it expires.
 */
export function findTimeProblem(
  { exp, iat, nbf }: Claims,
  nowMs: number,
): "expired" | "too_early" | "lifetime" | null {
  const nowSeconds = nowMs / 1000;
  if (typeof exp !== "number" || typeof iat !== "number") return "lifetime";
  if (exp - iat > maxLifetimeSeconds) return "lifetime";
  if (exp <= nowSeconds) return "expired";
  const latest = nowSeconds + clockToleranceSeconds;
  if (iat > latest) return "too_early";
  if (nbf !== undefined && !(typeof nbf === "number" && nbf <= latest)) return "too_early";
  return null;
}

/** How long the new token may live: never longer than the one it was exchanged for. */
export function getExchangedSeconds(exp: number, nowMs: number): number {
  return Math.max(0, Math.min(maxExchangedSeconds, Math.floor(exp - nowMs / 1000)));
}
