import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createMemoryLimiter, type Limiter } from "#lib/limits/limiter.ts";
import { admit, createCounter, type RateLimit } from "#lib/limits/window.ts";
import { createLogger } from "#lib/log.ts";
import { type RedisProcess, startRedis } from "#lib/testing/redis-process.ts";
import { createSharedLimiter } from "./shared-limiter.ts";

let redis: RedisProcess;
let lines: string[];
const running: Limiter[] = [];

beforeAll(async () => {
  redis = await startRedis();
});

beforeEach(() => {
  lines = [];
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((limiter) => limiter.stop()));
});

afterAll(async () => {
  await redis.kill();
});

async function startInstance(instances = 2): Promise<Limiter> {
  const limiter = createSharedLimiter({
    redisUrl: redis.url,
    instances,
    local: createMemoryLimiter({ maxCounters: 1000 }),
    logger: createLogger({ level: "info", destination: { write: (line) => lines.push(line) } }),
  });
  running.push(limiter);
  await waitFor(limiter, "shared");
  return limiter;
}

async function waitFor(limiter: Limiter, mode: "shared" | "away"): Promise<void> {
  await vi.waitFor(() => expect(limiter.describe().mode).toBe(mode), { timeout: 5_000, interval: 10 });
}

const limits: RateLimit = { perMinute: 50, per10Seconds: 20 };
let names = 0;
const createName = () => `key:${names++}`;

describe("instances with one Redis", () => {
  test("admit together exactly what one would, and a refused request counts in neither window", async () => {
    const instances = [await startInstance(), await startInstance()] as const;
    const name = createName();
    const asked = Array.from({ length: 400 }, (_, i) => instances[i % 2 === 0 ? 0 : 1]);
    const decisions = await Promise.all(asked.map((one) => one.consume(name, limits, Date.now())));
    expect(decisions.filter(({ admitted }) => admitted)).toHaveLength(20);
    expect(await instances[1].peek(name, limits, Date.now())).toMatchObject({
      minute: { limit: 50, remaining: 30 },
      burst: { limit: 20, remaining: 0 },
    });
  });

  test("decide as the rule in memory does", async () => {
    const limiter = await startInstance();
    for (const tight of [
      { perMinute: 3, per10Seconds: 9 },
      { perMinute: 9, per10Seconds: 3 },
      { perMinute: 3, per10Seconds: 3 },
    ]) {
      const name = createName();
      const counter = createCounter();
      const nowMs = Date.now();
      for (let i = 0; i < 5; i++) {
        const { admitted, refusedBy, minute, burst } = await limiter.consume(name, tight, nowMs);
        const expected = admit(counter, tight, nowMs);
        expect({ admitted, refusedBy }).toEqual({
          admitted: expected.admitted,
          refusedBy: expected.refusedBy,
        });
        expect(minute.remaining).toBe(expected.minute.remaining);
        expect(burst.remaining).toBe(expected.burst.remaining);
        expect(minute.resetAt).toBeLessThanOrEqual(expected.minute.resetAt);
      }
    }
  });

  test("keep no window open for longer than it is, when Redis's clock was set back", async () => {
    const limiter = await startInstance();
    const name = createName();
    const endsAtMs = Date.now() + 7_200_000;
    const socket = connect(Number(new URL(redis.url).port), "127.0.0.1");
    socket.end(`HSET byteengine:limit:${name} m 50 me ${endsAtMs} b 20 be ${endsAtMs}\r\n`);
    await once(socket.resume(), "close");
    expect(await limiter.peek(name, limits, Date.now())).toMatchObject({ burst: { remaining: 20 } });
    expect(await limiter.consume(name, limits, Date.now())).toMatchObject({
      admitted: true,
      minute: { remaining: 49 },
      burst: { remaining: 19 },
    });
  });

  test("count nothing when they only look", async () => {
    const limiter = await startInstance();
    const name = createName();
    for (let i = 0; i < 5; i++) await limiter.peek(name, limits, Date.now());
    expect(await limiter.consume(name, limits, Date.now())).toMatchObject({ minute: { remaining: 49 } });
  });
});

describe("without Redis", () => {
  const admitAll = async (limiter: Limiter, name: string) => {
    const decisions = await Promise.all(
      Array.from({ length: 100 }, () => limiter.consume(name, limits, Date.now())),
    );
    return decisions.filter(({ admitted }) => admitted).length;
  };

  test("each instance admits its share, says so once, and goes back by itself", async () => {
    const limiter = await startInstance(4);
    await redis.kill();
    await waitFor(limiter, "away");
    expect(await admitAll(limiter, createName())).toBe(5);
    await redis.start();
    await waitFor(limiter, "shared");
    expect(await admitAll(limiter, createName())).toBe(20);
    expect(limiter.describe().countedAway).toBe(100);
    const told = lines.map((line) => JSON.parse(line).msg);
    expect(told).toEqual([
      "Redis is away: each instance limits by itself",
      "Redis is back: limits are shared again",
    ]);
  });

  test("that hangs, every request is still decided, and the next ones do not wait for it", async () => {
    const limiter = await startInstance(2);
    redis.hang();
    expect(await admitAll(limiter, createName())).toBe(10);
    expect(limiter.describe().mode).toBe("away");
    expect(limiter.consume(createName(), limits, Date.now())).not.toBeInstanceOf(Promise);
    redis.goOn();
    await waitFor(limiter, "shared");
  });

  test("a limit smaller than the number of instances still admits one", async () => {
    const limiter = await startInstance(100);
    redis.hang();
    expect(await admitAll(limiter, createName())).toBe(1);
    redis.goOn();
  });
});
