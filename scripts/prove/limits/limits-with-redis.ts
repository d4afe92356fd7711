// Proof: two instances with one Redis, under ten times the allowed load, together admit exactly the limit.
// While Redis is killed and restarted under load, no verification fails.
// `npm run prove -- limits-with-redis [seconds]`
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { readMetric, startFleet, unlimited } from "#e2e/support/verification/fleet.ts";

const seconds = Number(process.argv[2] ?? 25);
const fleet = await startFleet({ serve: ["api", "api"], withRedis: true });
const { database, team, instances, redis } = fleet;
assert.ok(redis !== null);

interface Load {
  statuses: Map<number, number>;
  /** When each admitted request was answered. */
  admittedAt: number[];
}

/** Sends requests to both instances in turn at this rate, independent of the responses. */
async function load(secret: string, perSecond: number, forSeconds: number): Promise<Load> {
  const statuses = new Map<number, number>();
  const admittedAt: number[] = [];
  const sending: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let sent = 0; sent < perSecond * forSeconds; sent++) {
    const dueInMs = startedAt + (sent / perSecond) * 1000 - performance.now();
    if (dueInMs > 1) await wait(dueInMs);
    const origin = instances[sent % instances.length]?.origin ?? "";
    sending.push(
      requestAuth(origin, secret).then((status) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) admittedAt.push(performance.now());
      }),
    );
  }
  await Promise.all(sending);
  return { statuses, admittedAt };
}

const describe = ({ statuses }: Load) =>
  [...statuses].map(([status, count]) => `${count} × ${status}`).join(", ");

try {
  const byMinute = await insertKey(database, team, {
    rateLimitPerMinute: 200,
    rateLimitPer10Seconds: 100_000,
  });
  const minute = await load(byMinute.secret, 100, seconds);
  console.log(`limit 200 per minute, 100 requests per second for ${seconds} s: ${describe(minute)}`);
  assert.equal(minute.admittedAt.length, 200);

  const byBurst = await insertKey(database, team, {
    rateLimitPerMinute: 100_000,
    rateLimitPer10Seconds: 100,
  });
  const burst = await load(byBurst.secret, 100, seconds);
  const windows = Math.ceil(seconds / 10);
  console.log(`limit 100 per 10 s, 100 requests per second for ${seconds} s: ${describe(burst)}`);
  assert.ok(burst.admittedAt.length <= 100 * windows && burst.admittedAt.length > 100 * (windows - 1));

  const good = await insertKey(database, team, unlimited);
  const loading = load(good.secret, 300, 12);
  await wait(3_000);
  await redis.kill();
  const killedAt = performance.now();
  await wait(1_000);
  const modeWhileAway = await readMetric(
    instances[0] ?? assert.fail(),
    "byteengine_limiter_mode",
    'mode="away"',
  );
  await wait(3_000);
  await redis.start();
  const startedAt = performance.now();
  for (const instance of instances) {
    while ((await readMetric(instance, "byteengine_limiter_mode", 'mode="shared"')) !== 1) await wait(20);
  }
  const backMs = performance.now() - startedAt;
  const result = await loading;
  console.log(
    `Redis stopped for ${((startedAt - killedAt) / 1000).toFixed(1)} s under 300 verifications per second: ${describe(result)}; ` +
      `limits shared again ${backMs.toFixed(0)} ms after its restart`,
  );
  assert.equal(modeWhileAway, 1);
  assert.deepEqual([...result.statuses.keys()], [200]);
  assert.ok(backMs <= 2_000);
} finally {
  await fleet.stop();
}
