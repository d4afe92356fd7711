import type { Limiter } from "#lib/limits/limiter.ts";
import {
  readSharedDecisions,
  type SharedCheck,
  sharedScript,
  toScriptParameters,
} from "#lib/limits/shared-script.ts";
import type { Charge, LimitDecision } from "#lib/limits/window.ts";
import type { Logger } from "#lib/log.ts";
import { collectUntilTurnEnd } from "#lib/turn-end.ts";
import { connectToRedis, type RedisConnection } from "./redis-connection.ts";

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

/** The counter of a key is named by the key's id, and was `key:` and the id in earlier versions. */
function getRedisName(counter: string): string {
  return `${keyPrefix}${counter.startsWith("key_") ? "key:" : ""}${counter}`;
}

const probe = {
  keys: [`${keyPrefix}probe:1`, `${keyPrefix}probe:2`],
  parameters: toScriptParameters({ charge: { perMinute: 1, per10Seconds: 1 }, isCounting: true }),
};

/** A check that waits for the others of its turn. */
interface WaitingCheck extends SharedCheck {
  name: string;
  /** With what Redis decides, or with what is decided here when it does not answer. */
  resolve: (decision: LimitDecision | Promise<LimitDecision>) => void;
}

/** Checks of one turn of the event loop travel together. A longer call would keep Redis from others for a millisecond. */
const maxChecksTogether = 128;

/** One limiter for all instances, in Redis. Without Redis each admits its share of a limit: never all, never nothing. */
export function createSharedLimiter({ redisUrl, instances, local, logger }: SharedLimiterOptions): Limiter {
  const redis = connectToRedis({ url: redisUrl, script: sharedScript, probe, logger });
  let countedAway = 0;

  const countAway = (name: string, { charge, isCounting }: SharedCheck) => {
    countedAway += 1;
    const count = isCounting ? local.consume : local.peek;
    return count(name, takeShare(charge, instances));
  };

  const callRedis = async (checks: readonly WaitingCheck[]) => {
    const decisions = await askRedis(redis, checks).catch(() => []);
    for (const [index, check] of checks.entries()) {
      check.resolve(decisions[index] ?? countAway(check.name, check));
    }
  };

  /** In one call where Redis can, or else in one for each; all of them are written at once. */
  const send = collectUntilTurnEnd<WaitingCheck>((checks) => {
    const calls = redis.takesManyKeys() ? [checks] : checks.map((check) => [check]);
    for (const call of calls) void callRedis(call);
  }, maxChecksTogether);

  const check = (
    name: string,
    charge: Charge,
    isCounting: boolean,
  ): LimitDecision | Promise<LimitDecision> => {
    if (!redis.isUp()) return countAway(name, { charge, isCounting });
    return new Promise((resolve) => send({ name, charge, isCounting, resolve }));
  };

  return {
    consume: (name, limits) => check(name, limits, true),
    peek: (name, limits) => check(name, limits, false),
    describe: () => ({ mode: redis.isUp() ? "shared" : "away", countedAway }),
    stop: redis.stop,
  };
}

async function askRedis(redis: RedisConnection, checks: readonly WaitingCheck[]): Promise<LimitDecision[]> {
  const keys = checks.map(({ name }) => getRedisName(name));
  return readSharedDecisions(await redis.run(keys, checks.flatMap(toScriptParameters)), checks);
}

function takeShare({ perMinute, per10Seconds, weight }: Charge, instances: number): Charge {
  const share = (limit: number) => Math.max(1, Math.floor(limit / instances));
  return { perMinute: share(perMinute), per10Seconds: share(per10Seconds), weight };
}
