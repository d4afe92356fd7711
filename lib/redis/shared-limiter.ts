import type { Limiter } from "#lib/limits/limiter.ts";
import { readSharedCount, sharedScript } from "#lib/limits/shared-script.ts";
import { describeCounter, type LimitDecision, type RateLimit } from "#lib/limits/window.ts";
import type { Logger } from "#lib/log.ts";
import { connectToRedis } from "./redis-connection.ts";

interface SharedLimiterOptions {
  redisUrl: string;
  /** How many instances share the load: what each admits of a limit while Redis is away. */
  instances: number;
  /** Counts while Redis is away. */
  local: Limiter;
  logger: Pick<Logger, "warn" | "info">;
}

const keyPrefix = "byteengine:limit:";

/** One limiter for all instances, in Redis. Without Redis each admits its share of a limit: never all, never nothing. */
export function createSharedLimiter({ redisUrl, instances, local, logger }: SharedLimiterOptions): Limiter {
  const redis = connectToRedis({ url: redisUrl, script: sharedScript, logger });
  let countedAway = 0;

  const count = (isCounting: boolean): Limiter["consume"] => {
    const countHere = isCounting ? local.consume : local.peek;
    const countAway = (name: string, limits: RateLimit, nowMs: number) => {
      countedAway += 1;
      return countHere(name, takeShare(limits, instances), nowMs);
    };
    const countInRedis = async (name: string, limits: RateLimit, nowMs: number) => {
      const parameters = [String(limits.perMinute), String(limits.per10Seconds), isCounting ? "1" : "0"];
      try {
        return decide(await redis.run(keyPrefix + name, parameters), limits, nowMs);
      } catch {
        return countAway(name, limits, nowMs);
      }
    };
    return (name, limits, nowMs) =>
      redis.isUp() ? countInRedis(name, limits, nowMs) : countAway(name, limits, nowMs);
  };

  return {
    consume: count(true),
    peek: count(false),
    describe: () => ({ mode: redis.isUp() ? "shared" : "away", countedAway }),
    stop: redis.stop,
  };
}

function takeShare({ perMinute, per10Seconds }: RateLimit, instances: number): RateLimit {
  const share = (limit: number) => Math.max(1, Math.floor(limit / instances));
  return { perMinute: share(perMinute), per10Seconds: share(per10Seconds) };
}

/** Redis's ends of windows, told by the caller's clock. */
function decide(reply: unknown, limits: RateLimit, nowMs: number): LimitDecision {
  const shared = readSharedCount(reply);
  const decision = describeCounter(shared.counter, limits, shared.nowMs, shared.refusedBy);
  decision.minute.resetAt += nowMs - shared.nowMs;
  decision.burst.resetAt += nowMs - shared.nowMs;
  return decision;
}
