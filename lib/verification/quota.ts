import type { Config } from "#lib/env.ts";
import { ServiceError } from "#lib/errors.ts";
import { formatLimitMessage, getRetryAfterSeconds } from "#lib/limits/headers.ts";
import { addressRateLimit } from "#lib/limits/standing-limits.ts";
import type { LimitDecision, RateLimit } from "#lib/limits/window.ts";
import { getAddressCounter } from "#lib/network/address.ts";
import type { KnownKey } from "./known-key.ts";

/** Whose quota a request spends. */
export interface Quota {
  /** A key's is its id: a name of its own would take 56 bytes a key. */
  counter: string;
  limits: RateLimit;
}

/** A key's own quota; a limit it does not have itself is the instance's default at this moment. */
export function getKeyQuota(
  { keyId: counter, rateLimit: own }: KnownKey,
  config: Pick<Config, "rateLimit">,
): Quota {
  if (own === null) return { counter, limits: config.rateLimit };
  return {
    counter,
    limits: {
      perMinute: own.perMinute ?? config.rateLimit.perMinute,
      per10Seconds: own.per10Seconds ?? config.rateLimit.per10Seconds,
    },
  };
}

/** The quota of whoever has no valid credential. */
export function getAddressQuota(address: string): Quota {
  return { counter: getAddressCounter(address), limits: addressRateLimit };
}

/** By seconds to wait, of which a window has sixty: while somebody guesses keys, thousands are refused a second. */
const limitRefusals = new Map<number, ServiceError>();

/** The 429 of a request that these windows refused. */
export function getLimitRefusal(decision: LimitDecision): ServiceError {
  const seconds = getRetryAfterSeconds(decision);
  const known = limitRefusals.get(seconds);
  if (known !== undefined) return known;
  const refusal = new ServiceError("rate_limit_exceeded", { message: formatLimitMessage(seconds) });
  limitRefusals.set(seconds, refusal);
  return refusal;
}
