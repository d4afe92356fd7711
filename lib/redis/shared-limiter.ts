import type { Limiter } from "#lib/limits/limiter.ts";
import { readSharedDecision, sharedScript } from "#lib/limits/shared-script.ts";
import { type Charge, getWeightIn } from "#lib/limits/window.ts";
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

/** The name stays: instances of the version before this one count in the same windows during an upgrade. */
const keyPrefix = "byteengine:limit:";

/** One limiter for all instances, in Redis. Without Redis each admits its share of a limit: never all, never nothing. */
export function createSharedLimiter({ redisUrl, instances, local, logger }: SharedLimiterOptions): Limiter {
  const redis = connectToRedis({ url: redisUrl, script: sharedScript, logger });
  let countedAway = 0;

  const count = (isCounting: boolean): Limiter["consume"] => {
    const countHere = isCounting ? local.consume : local.peek;
    const countAway = (name: string, charge: Charge) => {
      countedAway += 1;
      return countHere(name, takeShare(charge, instances));
    };
    const countInRedis = async (name: string, charge: Charge) => {
      const { perMinute, per10Seconds, weight } = charge;
      const parameters = [
        perMinute,
        per10Seconds,
        Number(isCounting),
        getWeightIn(perMinute, weight),
        getWeightIn(per10Seconds, weight),
      ].map(String);
      try {
        return readSharedDecision(await redis.run(keyPrefix + name, parameters), charge);
      } catch {
        return countAway(name, charge);
      }
    };
    return (name, charge) => (redis.isUp() ? countInRedis(name, charge) : countAway(name, charge));
  };

  return {
    consume: count(true),
    peek: count(false),
    describe: () => ({ mode: redis.isUp() ? "shared" : "away", countedAway }),
    stop: redis.stop,
  };
}

function takeShare({ perMinute, per10Seconds, weight }: Charge, instances: number): Charge {
  const share = (limit: number) => Math.max(1, Math.floor(limit / instances));
  return { perMinute: share(perMinute), per10Seconds: share(per10Seconds), weight };
}
