import { ServiceError } from "#lib/domain/common/errors.ts";
import { addressRateLimit } from "#lib/domain/limits/built-in-limits.ts";
import { formatLimitMessage, getRetryAfterSeconds } from "#lib/domain/limits/headers.ts";
import type { LimitDecision, RateLimit } from "#lib/domain/limits/window.ts";
import { getAddressCounter } from "#lib/domain/network/address.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import type { KnownKey } from "#lib/verification/record/known-key.ts";

/** The counter and the limits that a request counts toward. */
export interface Quota {
  /** A key's counter is named by its ID: a separate name would take 56 bytes per key. */
  counter: string;
  limits: RateLimit;
}

/** A key's own limits. A limit that the key does not have is the instance's current default. */
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

/** The limits of requests without a valid credential. */
export function getAddressQuota(address: string): Quota {
  return { counter: getAddressCounter(address), limits: addressRateLimit };
}

/**
 * Cached by the number of seconds to wait, at most sixty: when someone guesses keys, thousands of requests
 * are rejected per second.
 */
const limitErrors = new Map<number, ServiceError>();

/** The 429 error of a request that these windows rejected. */
export function getLimitRefusal(decision: LimitDecision): ServiceError {
  const seconds = getRetryAfterSeconds(decision);
  const known = limitErrors.get(seconds);
  if (known !== undefined) return known;
  const error = new ServiceError("rate_limit_exceeded", { message: formatLimitMessage(seconds) });
  limitErrors.set(seconds, error);
  return error;
}
