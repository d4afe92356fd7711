import type { RateLimit } from "#lib/domain/limits/window.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import type { ClientApp } from "#lib/services/oauth/find-client-app.ts";
import { getAddressQuota, getLimitRefusal } from "#lib/verification/answer/quota.ts";
import type { Exchange } from "./exchange.ts";

function getLimits({ rateLimit }: ClientApp, config: Pick<Config, "rateLimit">): RateLimit {
  return {
    perMinute: rateLimit.perMinute ?? config.rateLimit.perMinute,
    per10Seconds: rateLimit.per10Seconds ?? config.rateLimit.per10Seconds,
  };
}

/** Refuses a request beyond the app's limits, without counting it. */
export async function assertAppHasRoom(exchange: Exchange, app: ClientApp): Promise<void> {
  const { limiter, config } = exchange.runtime;
  const decision = await limiter.peek(app.id, getLimits(app, config));
  if (decision.minute.remaining > 0 && decision.burst.remaining > 0) return;
  exchange.decision = decision;
  throw getLimitRefusal(decision);
}

/** Counts a request toward the limits that the app's tokens share. */
export async function countForApp(exchange: Exchange, app: ClientApp): Promise<void> {
  const { limiter, config } = exchange.runtime;
  const decision = await limiter.consume(app.id, getLimits(app, config));
  exchange.decision = decision;
  if (!decision.admitted) throw getLimitRefusal(decision);
}

/**
 * Refuses an address that has used up its failed authentications. Only assertions whose keys have to be requested first are
 * refused so early: whatever else a valid app sends works from any address.
 */
export async function assertAddressHasRoom({ address, runtime }: Exchange): Promise<void> {
  const { counter, limits } = getAddressQuota(address);
  const decision = await runtime.limiter.peek(counter, limits);
  if (decision.minute.remaining <= 0 || decision.burst.remaining <= 0) throw getLimitRefusal(decision);
}

/** Counts a request that has already succeeded toward the limits of its app. */
export async function noteForApp(exchange: Exchange, app: ClientApp): Promise<void> {
  const { limiter, config } = exchange.runtime;
  exchange.decision = await limiter.consume(app.id, getLimits(app, config));
}
