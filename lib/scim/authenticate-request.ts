import type { ApiClient } from "#lib/api/request/client.ts";
import { getCounter, reserveAttempt, type ThrottleRule } from "#lib/auth/limits/throttle.ts";
import { createUnauthorized } from "#lib/domain/common/errors.ts";
import { personRateLimit } from "#lib/domain/limits/built-in-limits.ts";
import type { LimitDecision } from "#lib/domain/limits/window.ts";
import { getNetworkCounter } from "#lib/domain/network/address.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { authenticateDirectory } from "#lib/services/provisioning/authenticate.ts";
import { getAddressQuota, getLimitRefusal, type Quota } from "#lib/verification/answer/quota.ts";

const windowSeconds = 15 * 60;

/** The limits on wrong tokens: 100 per IP address (an IPv6 /64), and 300 per IPv6 /48, in 15 minutes. */
function listWrongTokenRules(address: string): ThrottleRule[] {
  const network = getNetworkCounter(address);
  return [
    ...(network === null ? [] : [{ subject: `scim:${network}`, max: 300, windowSeconds }]),
    { subject: `scim:address:${getCounter(address)}`, max: 100, windowSeconds },
  ];
}

/** The text of `Authorization: Bearer TEXT`. Null if nothing was sent, empty for anything else. */
function readBearer(authorization: string | null): string | null {
  if (authorization === null) return null;
  return /^\s*bearer +([^\s,]{1,512})\s*$/i.exec(authorization)?.[1] ?? "";
}

async function spend(runtime: Runtime, quota: Quota, note: (decision: LimitDecision) => void): Promise<void> {
  const decision = await runtime.limiter.consume(quota.counter, quota.limits);
  note(decision);
  if (!decision.admitted) throw getLimitRefusal(decision);
}

/**
 * The ID of the request's token. Throws `unauthorized`, and `rate_limit_exceeded` after too many requests or wrong tokens. A
 * valid token is never rejected because of its IP address. `note` gets the limit that the request counted toward.
 */
export async function authenticateRequest(
  runtime: Runtime,
  client: ApiClient,
  now: Date,
  note: (decision: LimitDecision) => void,
): Promise<string> {
  const text = readBearer(client.authorization);
  const tokenId = text === null ? null : await authenticateDirectory(runtime.database, text, now);
  if (tokenId !== null) {
    await spend(runtime, { counter: `provisioning:${tokenId}`, limits: personRateLimit }, note);
    return tokenId;
  }
  await spend(runtime, getAddressQuota(client.address), note);
  if (text !== null) await reserveAttempt(runtime.database, listWrongTokenRules(client.address), now);
  throw createUnauthorized(text !== null);
}
