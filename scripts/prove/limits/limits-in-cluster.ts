// Proof: two instances that count in a Redis cluster of three nodes together admit exactly the limit of each
// of 200 keys. When the node in REDIS_URL is killed, they count together again once its replica has taken
// over.
// `npm run prove -- limits-in-cluster`
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { createClient } from "@redis/client";
import { startRedisCluster } from "#e2e/support/servers/redis-process.ts";
import { createMemoryLimiter, type Limiter } from "#lib/domain/limits/limiter.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createSharedLimiter } from "#lib/platform/redis/shared-limiter.ts";

const limits = { perMinute: 50, per10Seconds: 20 };
const maxRepeats = 20;

function startInstance(redisUrl: string): Limiter {
  const local = createMemoryLimiter({ maxCounters: 10_000 });
  const logger = createLogger({ level: "silent" });
  return createSharedLimiter({ redisUrl, instances: 2, local, logger });
}

async function waitUntilShared(instances: readonly Limiter[]): Promise<void> {
  while (instances.some((limiter) => limiter.describe().mode !== "shared")) await wait(20);
}

let names = 0;

/** How many of 40 requests are admitted for each of 10 new keys. Null if a node was unreachable in the meantime. */
async function countAdmitted(instances: readonly [Limiter, Limiter]): Promise<number[] | null> {
  const countLocally = () => instances[0].describe().countedLocally + instances[1].describe().countedLocally;
  const before = countLocally();
  const sending = Array.from({ length: 10 }, async () => {
    const name = `key:${names++}`;
    const limiters = Array.from({ length: 40 }, (_, index) => instances[index % 2 === 0 ? 0 : 1]);
    const decisions = await Promise.all(limiters.map((limiter) => limiter.consume(name, limits)));
    return decisions.filter(({ admitted }) => admitted).length;
  });
  const admitted = await Promise.all(sending);
  return countLocally() === before ? admitted : null;
}

async function proveExact(instances: readonly [Limiter, Limiter], when: string): Promise<void> {
  const counts: number[] = [];
  for (let repeats = 0; counts.length < 200; ) {
    await waitUntilShared(instances);
    const admitted = await countAdmitted(instances);
    if (admitted === null) assert.ok(++repeats <= maxRepeats, "this machine is too slow for the proof");
    else counts.push(...admitted);
  }
  assert.deepEqual(new Set(counts), new Set([limits.per10Seconds]));
  console.log(
    `${when}: 40 requests for each of ${counts.length} keys, ${limits.per10Seconds} admitted for each`,
  );
}

const cluster = await startRedisCluster(3, { hasReplica: true });
const [named] = cluster.nodes;
assert.ok(named !== undefined);
const instances = [startInstance(named.url), startInstance(named.url)] as const;
try {
  await proveExact(instances, "three nodes");
  await named.kill();
  const killedAt = performance.now();
  while (instances.some((limiter) => limiter.describe().mode === "shared")) {
    await countAdmitted(instances);
    await wait(20);
  }
  await waitUntilShared(instances);
  const seconds = (performance.now() - killedAt) / 1000;
  await proveExact(
    instances,
    `${seconds.toFixed(1)} s after the node in REDIS_URL was killed, with its replica promoted`,
  );
  const client = await createClient({ url: cluster.nodes.at(-1)?.url }).connect();
  assert.match(await client.info("replication"), /role:master/);
  client.destroy();
} finally {
  await Promise.all(instances.map((limiter) => limiter.stop()));
  await cluster.stop();
}
