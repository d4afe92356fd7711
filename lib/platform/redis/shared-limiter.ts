import type { Limiter } from "#lib/domain/limits/limiter.ts";
import type { Charge, LimitDecision } from "#lib/domain/limits/window.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { collectUntilTurnEnd } from "#lib/platform/process/turn-end.ts";
import {
  readSharedDecisions,
  type SharedCheck,
  sharedScript,
  toScriptParameters,
} from "#lib/platform/shared-limits/shared-script.ts";
import { connectToRedis, type RedisConnection } from "./redis-connection.ts";

interface SharedLimiterOptions {
  redisUrl: string;
  /** How many instances share the load. While Redis is unreachable, each admits this fraction of a limit. */
  instances: number;
  /** Counts while Redis is unreachable. */
  local: Limiter;
  logger: Pick<Logger, "warn" | "info">;
}

/** The prefix must not change: during an upgrade, instances of the previous version count in the same windows. */
const keyPrefix = "byteengine:limit:";

/** Key counters are named by the key's ID. Earlier versions named them `key:` and the ID. */
function getRedisName(counter: string): string {
  return `${keyPrefix}${counter.startsWith("key_") ? "key:" : ""}${counter}`;
}

const probe = {
  keys: [`${keyPrefix}probe:1`, `${keyPrefix}probe:2`],
  parameters: toScriptParameters({ charge: { perMinute: 1, per10Seconds: 1 }, isCounting: true }),
};

/** A check that waits for the other checks of its turn. */
interface WaitingCheck extends SharedCheck {
  name: string;
  /** Receives Redis's decision, or the local decision if Redis does not answer. */
  resolve: (decision: LimitDecision | Promise<LimitDecision>) => void;
}

/** Checks of one turn of the event loop are sent together. A larger call would block Redis for a millisecond. */
const maxChecksPerCall = 128;

/**
 * One limiter for all instances, in Redis. Without Redis, each instance admits its share of a limit, never
 * the whole limit and never nothing.
 */
export function createSharedLimiter({ redisUrl, instances, local, logger }: SharedLimiterOptions): Limiter {
  const redis = connectToRedis({ url: redisUrl, script: sharedScript, probe, logger });
  let countedLocally = 0;

  const countLocally = (name: string, { charge, isCounting }: SharedCheck) => {
    countedLocally += 1;
    const count = isCounting ? local.consume : local.peek;
    return count(name, takeShare(charge, instances));
  };

  const callRedis = async (checks: readonly WaitingCheck[]) => {
    const decisions = await queryRedis(redis, checks).catch(() => []);
    for (const [index, check] of checks.entries()) {
      check.resolve(decisions[index] ?? countLocally(check.name, check));
    }
  };

  /** Sends one call if Redis supports it, otherwise one per check; all of them are written at once. */
  const send = collectUntilTurnEnd<WaitingCheck>((checks) => {
    const calls = redis.takesManyKeys() ? [checks] : checks.map((check) => [check]);
    for (const call of calls) void callRedis(call);
  }, maxChecksPerCall);

  const check = (
    name: string,
    charge: Charge,
    isCounting: boolean,
  ): LimitDecision | Promise<LimitDecision> => {
    if (!redis.isUp()) return countLocally(name, { charge, isCounting });
    return new Promise((resolve) => send({ name, charge, isCounting, resolve }));
  };

  return {
    consume: (name, limits) => check(name, limits, true),
    peek: (name, limits) => check(name, limits, false),
    describe: () => ({ mode: redis.isUp() ? "shared" : "away", countedLocally }),
    stop: redis.stop,
  };
}

async function queryRedis(redis: RedisConnection, checks: readonly WaitingCheck[]): Promise<LimitDecision[]> {
  const keys = checks.map(({ name }) => getRedisName(name));
  return readSharedDecisions(await redis.run(keys, checks.flatMap(toScriptParameters)), checks);
}

function takeShare({ perMinute, per10Seconds, weight }: Charge, instances: number): Charge {
  const share = (limit: number) => Math.max(1, Math.floor(limit / instances));
  return { perMinute: share(perMinute), per10Seconds: share(per10Seconds), weight };
}
