import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import { createManualClock } from "#e2e/support/limits/manual-clock.ts";
import { createRedisTime, type RedisTime } from "#e2e/support/limits/redis-time.ts";
import { compareSharedCases, createRequester } from "#e2e/support/limits/shared-limit-cases.ts";
import { type RedisProcess, startRedis } from "#e2e/support/servers/redis-process.ts";
import { createMemoryLimiter, type Limiter } from "#lib/domain/limits/limiter.ts";
import { admit, createCells, type RateLimit } from "#lib/domain/limits/window.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createSharedLimiter } from "./shared-limiter.ts";

let redis: RedisProcess;
let time: RedisTime;
let lines: string[];
const running: Limiter[] = [];

beforeAll(async () => {
  redis = await startRedis();
  time = await createRedisTime(redis.url);
});

beforeEach(() => {
  lines = [];
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((limiter) => limiter.stop()));
});

afterAll(async () => {
  time.close();
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
/** Uses up the 10-second window. */
async function fill(limiter: Limiter, name: string): Promise<void> {
  for (let request = 0; request < 20; request++) {
    expect(await limiter.consume(name, limits)).toMatchObject({ admitted: true });
  }
  expect(await limiter.consume(name, limits)).toMatchObject({ admitted: false });
}

let names = 0;
const createName = () => `key:${names++}`;

describe("instances with one Redis", () => {
  test("count a heavy request by its weight, and as the whole window if that is smaller", async () => {
    const limiter = await startInstance();
    const name = createName();
    const decisions = [];
    for (let i = 0; i < 4; i++) decisions.push(await limiter.consume(name, { ...limits, weight: 8 }));
    expect(decisions.map(({ admitted }) => admitted)).toEqual([true, true, false, false]);
    expect(decisions.at(-1)).toMatchObject({ rejectedBy: "burst", minute: { remaining: 34 } });
    expect(await limiter.consume(createName(), { ...limits, weight: 100 })).toMatchObject({
      admitted: true,
      minute: { remaining: 0 },
      burst: { remaining: 0 },
    });
  });

  test("admit together exactly what one would, and a rejected request counts in neither window", async () => {
    const instances = [await startInstance(), await startInstance()] as const;
    const name = createName();
    const limiters = Array.from({ length: 400 }, (_, i) => instances[i % 2 === 0 ? 0 : 1]);
    const decisions = await Promise.all(limiters.map((one) => one.consume(name, limits)));
    expect(decisions.filter(({ admitted }) => admitted)).toHaveLength(20);
    expect(await instances[1].peek(name, limits)).toMatchObject({
      minute: { limit: 50, remaining: 30 },
      burst: { limit: 20, remaining: 0 },
    });
  });

  test("decide like the rule in memory", async () => {
    const limiter = await startInstance();
    for (const tight of [
      { perMinute: 3, per10Seconds: 9 },
      { perMinute: 9, per10Seconds: 3 },
      { perMinute: 3, per10Seconds: 3 },
    ]) {
      const name = createName();
      const cells = createCells(1);
      const clock = createManualClock();
      for (let i = 0; i < 5; i++) {
        const { admitted, rejectedBy, minute, burst } = await limiter.consume(name, tight);
        const expected = admit(cells, 0, tight, clock);
        expect({ admitted, rejectedBy }).toEqual({
          admitted: expected.admitted,
          rejectedBy: expected.rejectedBy,
        });
        expect(minute.remaining).toBe(expected.minute.remaining);
        expect(burst.remaining).toBe(expected.burst.remaining);
        expect(minute.endsInMs).toBeLessThanOrEqual(expected.minute.endsInMs);
      }
    }
  });

  test("neither open a new window nor keep one open when Redis' clock is set back", async () => {
    const [first, second] = [await startInstance(), await startInstance()];
    const name = createName();
    await fill(first, name);
    for (const backMs of [5, 3_000, 7_200_000]) {
      await time.setBack(name, backMs);
      expect(await second.peek(name, limits)).toMatchObject({ burst: { remaining: 0 } });
      await time.setBack(name, backMs);
      expect(await second.consume(name, limits)).toMatchObject({ admitted: false, rejectedBy: "burst" });
    }
    expect(await time.readLifeMs(name)).toBeLessThanOrEqual(60_000);
    await time.pass(name, 10_000);
    expect(await first.consume(name, limits)).toMatchObject({
      admitted: true,
      minute: { remaining: 29 },
      burst: { remaining: 19 },
    });
    await time.pass(name, 60_000);
    expect(await first.consume(name, limits)).toMatchObject({ minute: { remaining: 49 } });
  });

  test("report a wait that never grows within a window, even if Redis' clock goes back between two requests", async () => {
    const limiter = await startInstance();
    const name = createName();
    await fill(limiter, name);
    await time.pass(name, 6_000);
    const reported = (await limiter.consume(name, limits)).burst.endsInMs;
    await time.setBack(name, 4_000);
    expect((await limiter.consume(name, limits)).burst.endsInMs).toBeLessThanOrEqual(reported);
  });

  test("end a window early, once, when Redis' clock is set forward", async () => {
    const limiter = await startInstance();
    const name = createName();
    await fill(limiter, name);
    await time.pass(name, 7_200_000);
    await fill(limiter, name);
    await time.setBack(name, 7_200_000);
    expect(await limiter.consume(name, limits)).toMatchObject({ admitted: false });
  });

  test("keep no window of an earlier version's counter open for longer than its length", async () => {
    const limiter = await startInstance();
    const name = createName();
    const endsAtMs = String(Date.now() + 7_200_000);
    await time.write(name, { m: "50", me: endsAtMs, b: "20", be: endsAtMs });
    const { minute, burst } = await limiter.consume(name, limits);
    expect([minute.endsInMs, burst.endsInMs]).toEqual([60_000, 10_000]);
    await time.pass(name, 60_000);
    expect(await limiter.consume(name, limits)).toMatchObject({ admitted: true });
  });

  test("share a counter with the previous version, which reads and writes the same fields", async () => {
    const limiter = await startInstance();
    const name = createName();
    const nowMs = Date.now();
    const held = { m: "49", me: String(nowMs + 50_000), b: "3", be: String(nowMs + 5_000), s: String(nowMs) };
    await time.write(name, held);
    expect(await limiter.consume(name, limits)).toMatchObject({
      admitted: true,
      minute: { remaining: 0, resetAt: nowMs + 50_000 },
      burst: { remaining: 16, resetAt: nowMs + 5_000 },
    });
    const { s: seen, ...counted } = await time.read(name);
    expect(counted).toEqual({ m: "50", me: held.me, b: "4", be: held.be });
    expect(Number(seen)).toBeGreaterThanOrEqual(nowMs);
    expect(await limiter.consume(name, limits)).toMatchObject({ admitted: false, rejectedBy: "minute" });
  });

  test("decide about many counters of one turn, each by its own limits", async () => {
    const limiter = await startInstance();
    const names = Array.from({ length: 150 }, createName);
    const sending = Array.from({ length: 300 }, (_, index) =>
      limiter.consume(names[index % 150] ?? "", { perMinute: 1 + (index % 2), per10Seconds: 9 }),
    );
    const decisions = await Promise.all(sending);
    const expected = sending.map((_, index) => index < 150 || index % 2 === 1);
    expect(decisions.map(({ admitted }) => admitted)).toEqual(expected);
  });

  test("report the same reset to all clients while a window is open", async () => {
    const instances = [await startInstance(), await startInstance()];
    const name = createName();
    const resets = new Set<number>();
    for (const instance of [...instances, ...instances]) {
      resets.add((await instance.consume(name, limits)).minute.resetAt);
    }
    expect(resets.size).toBe(1);
  });

  test("leave nothing in Redis once both windows have ended, nor after reading", async () => {
    const limiter = await startInstance();
    const name = createName();
    await limiter.peek(name, limits);
    expect(await time.readLifeMs(name)).toBe(-2);
    await limiter.consume(name, limits);
    const lifeMs = await time.readLifeMs(name);
    expect(lifeMs).toBeGreaterThan(50_000);
    expect(lifeMs).toBeLessThanOrEqual(60_000);
  });

  test("count nothing when they only read", async () => {
    const limiter = await startInstance();
    const name = createName();
    for (let i = 0; i < 5; i++) await limiter.peek(name, limits);
    expect(await limiter.consume(name, limits)).toMatchObject({ minute: { remaining: 49 } });
  });
});

test("two instances limit any interleaving of requests exactly like the naive model", async () => {
  const [one, other] = [await startInstance(), await startInstance()];
  const [first, second] = [createRequester(one), createRequester(other)];
  onTestFinished(async () => {
    await Promise.all([first.stop(), second.stop()]);
  });
  const compare = async () => {
    await Promise.all([waitFor(one, "shared"), waitFor(other, "shared")]);
    return compareSharedCases([first, second], time, { seed: seeds++, count: 40 });
  };
  let seeds = 20_260_104;
  while (!(await compare())) expect(seeds).toBeLessThan(20_260_124);
});

describe("without Redis", () => {
  const admitAll = async (limiter: Limiter, name: string) => {
    const decisions = await Promise.all(Array.from({ length: 100 }, () => limiter.consume(name, limits)));
    return decisions.filter(({ admitted }) => admitted).length;
  };

  test("each instance admits its share, logs that once, and recovers by itself", async () => {
    const limiter = await startInstance(4);
    await redis.kill();
    await waitFor(limiter, "away");
    expect(await admitAll(limiter, createName())).toBe(5);
    await redis.start();
    await waitFor(limiter, "shared");
    expect(await admitAll(limiter, createName())).toBe(20);
    expect(limiter.describe().countedLocally).toBe(100);
    const reported = lines.map((line) => JSON.parse(line).msg);
    expect(reported).toEqual([
      "Redis is unreachable: each instance enforces limits on its own",
      "Redis is reachable again: limits are shared",
    ]);
  });

  test("when Redis hangs, every request is still decided, and the next ones do not wait for it", async () => {
    const limiter = await startInstance(2);
    redis.hang();
    expect(await admitAll(limiter, createName())).toBe(10);
    expect(limiter.describe().mode).toBe("away");
    expect(limiter.consume(createName(), limits)).not.toBeInstanceOf(Promise);
    redis.goOn();
    await waitFor(limiter, "shared");
  });

  test("a limit smaller than the number of instances still admits one request", async () => {
    const limiter = await startInstance(100);
    redis.hang();
    expect(await admitAll(limiter, createName())).toBe(1);
    redis.goOn();
  });
});
