import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@redis/client";
import { expect, onTestFinished, test, vi } from "vitest";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { startRedis, startRedisCluster, startRedisWithTls } from "#e2e/support/servers/redis-process.ts";
import { createSelfSigned } from "#e2e/support/servers/self-signed.ts";
import { startSharingProcess } from "#e2e/support/verification/sharing-process.ts";
import { createMemoryLimiter, type Limiter } from "#lib/domain/limits/limiter.ts";
import type { RateLimit } from "#lib/domain/limits/window.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createSharedLimiter } from "./shared-limiter.ts";

const limits: RateLimit = { perMinute: 50, per10Seconds: 20 };

/** For a slow machine. */
const waitOptions = { timeout: 15_000, interval: 50 };

function startInstance(redisUrl: string, lines: string[] = []): Limiter {
  const limiter = createSharedLimiter({
    redisUrl,
    instances: 2,
    local: createMemoryLimiter({ maxCounters: 1_000 }),
    logger: createLogger({ level: "info", destination: { write: (line) => lines.push(line) } }),
  });
  onTestFinished(() => limiter.stop());
  return limiter;
}

async function waitUntil(limiter: Limiter, mode: "shared" | "away"): Promise<void> {
  await vi.waitFor(() => expect(limiter.describe().mode).toBe(mode), waitOptions);
}

let rounds = 0;

/**
 * How many of 40 concurrent requests two instances together admit for each of 20 new keys. Repeated if a slow
 * machine made Redis unreachable for 200 ms, so that each instance admitted its share.
 */
async function countAdmitted(instances: readonly [Limiter, Limiter]): Promise<number[]> {
  const countLocally = () => instances[0].describe().countedLocally + instances[1].describe().countedLocally;
  const countOnce = async () => {
    await Promise.all(instances.map((limiter) => waitUntil(limiter, "shared")));
    const before = countLocally();
    const round = rounds++;
    const names = Array.from({ length: 20 }, (_, index) => `key:${round}:${index}`);
    const asking = names.map(async (name) => {
      const asked = Array.from({ length: 40 }, (_, index) => instances[index % 2 === 0 ? 0 : 1]);
      const decisions = await Promise.all(asked.map((limiter) => limiter.consume(name, limits)));
      return decisions.filter(({ admitted }) => admitted).length;
    });
    const counts = await Promise.all(asking);
    expect(countLocally()).toBe(before);
    return counts;
  };
  return vi.waitFor(countOnce, waitOptions);
}

/** The commands that docs/operations.md requires. */
const documentedPermissions =
  "~byteengine:limit:* +hello +client +select +script +evalsha +time +hmget +hset +pexpire +info +cluster +asking";

const exactly = Array(20).fill(limits.per10Seconds);

test("counts over TLS, as a user with a password, in a database other than the first", async () => {
  const directory = await mkdtemp(join(tmpdir(), "byteengine-tls-"));
  const [certificate, key] = [join(directory, "certificate.pem"), join(directory, "key.pem")];
  await createSelfSigned({ certificate, key, names: ["DNS:localhost"] });
  const port = await findFreePort();
  const redis = await startRedisWithTls({ certificate, key, port }, [
    ...["--user", "app", "on", ">p@ss", ...documentedPermissions.split(" ")],
    ...["--user", "default", "off"],
  ]);
  onTestFinished(async () => {
    await redis.kill();
    await rm(directory, { recursive: true });
  });
  const url = `rediss://app:p%40ss@localhost:${port}/5`;
  const trusting = await startSharingProcess(url, { NODE_EXTRA_CA_CERTS: certificate });
  onTestFinished(trusting.stop);
  // Repeated with another key if a slow machine made Redis unreachable for 200 ms.
  const statuses = await vi.waitFor(async () => {
    const before = trusting.getCountedLocally();
    const asked = { keyId: `key_${rounds++}`, limits: { perMinute: 9, per10Seconds: 2 }, times: 3 };
    const [answers = []] = await trusting.ask([asked]);
    expect(trusting.getCountedLocally()).toBe(before);
    return answers.map((answer) => answer.slice(0, 3)).sort();
  }, waitOptions);
  expect(statuses).toEqual(["200", "200", "429"]);

  const lines: string[] = [];
  const doubting = startInstance(url, lines);
  await vi.waitFor(() => expect(lines).toHaveLength(1), waitOptions);
  expect(doubting.describe().mode).toBe("away");
});

test("counts exactly in a cluster, whichever node is named, and again after a node was down", async () => {
  const cluster = await startRedisCluster(3);
  onTestFinished(cluster.stop);
  const [first, second, third] = cluster.nodes;
  const instances = [startInstance(first?.url ?? ""), startInstance(second?.url ?? "")] as const;
  expect(await countAdmitted(instances)).toEqual(exactly);
  const client = await createClient({ url: third?.url }).connect();
  expect(await client.dbSize()).toBeGreaterThan(0);
  client.destroy();

  await third?.kill();
  await vi.waitFor(async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => instances[0].consume(`other:${index}`, limits)),
    );
    expect(instances[0].describe().mode).toBe("away");
  }, waitOptions);
  await third?.start();
  expect(await countAdmitted(instances)).toEqual(exactly);
}, 60_000);

test("counts one key per call if several are rejected and no node reports a cluster", async () => {
  const cluster = await startRedisCluster(1, {
    parameters: ["--user", "proxy", "on", ">secret", ...documentedPermissions.split(" "), "-info"],
  });
  onTestFinished(cluster.stop);
  const url = `redis://proxy:secret@127.0.0.1:${cluster.nodes[0]?.port}`;
  const instances = [startInstance(url), startInstance(url)] as const;
  expect(await countAdmitted(instances)).toEqual(exactly);
});

test("does not count as up while Redis rejects writes, and logs that once", async () => {
  const redis = await startRedis({ parameters: ["--replicaof", "127.0.0.1 1"] });
  onTestFinished(redis.kill);
  const lines: string[] = [];
  const limiter = startInstance(redis.url, lines);
  await vi.waitFor(() => expect(lines).toHaveLength(1), waitOptions);
  await limiter.consume("key:1", limits);
  expect(limiter.describe()).toEqual({ mode: "away", countedLocally: 1 });
  expect(lines).toHaveLength(1);
});
