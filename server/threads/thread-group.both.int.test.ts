import { Agent, createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { createLimiterMemory } from "#lib/platform/shared-limits/shared-memory.ts";
import { createSharedMemoryLimiter } from "#lib/platform/shared-limits/shared-memory-limiter.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { createKnownKeys } from "#lib/verification/cache/known-keys.ts";
import { followChanges } from "#lib/verification/changes/follow-changes.ts";
import { createOperations } from "#server/front/operations/operations.ts";
import { prepareClosing } from "#server/http/connection/prepare-closing.ts";
import type { MainRuntime } from "#server/runtime/create-runtime.ts";
import { createFront } from "../front/create-front.ts";
import { createHttpServer } from "../http/http-server.ts";
import { countLimiterThreads, createThreadGroup, type ThreadGroup } from "./thread-group.ts";

const verifyThreads = 2;
const unlimited = { rateLimitPerMinute: 1_000_000, rateLimitPer10Seconds: 1_000_000 };

let database: Database;
let team: TestTeam;
let runtime: MainRuntime;
let threads: ThreadGroup;
let origin: string;
let lines: string[];
let close: () => Promise<void>;

const agents: Agent[] = [];

function createAgent(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  return agent;
}

// A thread is replaced once its clients have closed their connections.
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy();
});

// Threads start slowly on a busy machine.
const waitOptions = { timeout: 20_000, interval: 20 };

function createMainRuntime(): MainRuntime {
  lines = [];
  const memory = createLimiterMemory({ maxCounters: 1_000, threads: countLimiterThreads(verifyThreads) });
  return {
    ...createTestRuntime(database, { verifyThreads, metricsToken: "m".repeat(16), authAnyTeam: true }),
    logger: createLogger({ level: "warn", destination: { write: (line) => lines.push(line) } }),
    keys: createKnownKeys(database, { maxKeys: 1_000, outageMs: 300_000 }),
    limiter: createSharedMemoryLimiter({ memory, threadId: 1 }),
    limiterMemory: memory,
  };
}

beforeAll(async () => {
  database = await openTestDatabase();
  team = await insertTeam(database);
  runtime = createMainRuntime();
  const following = followChanges({ database, keys: runtime.keys, logger: runtime.logger });
  threads = createThreadGroup(runtime, runtime.limiterMemory ?? expect.unreachable());
  const operations = createOperations(runtime, null, threads);
  const server = createHttpServer(runtime.config, createFront(runtime, null, operations));
  const closeServer = prepareClosing(server);
  await listen(server);
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  threads.start(server, { operations, applicationSocket: "/nowhere" });
  await vi.waitFor(async () => expect((await threads.gather()).serving).toBe(verifyThreads), waitOptions);
  close = async () => {
    await Promise.all([closeServer(1_000), threads.stop(1_000)]);
    await following.stop();
    await runtime.close();
  };
});

afterAll(async () => {
  await close();
  await database.close();
});

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
}

function load(path: string, bearer: string, agent: Agent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = get(
      origin + path,
      { agent, headers: { authorization: `Bearer ${bearer}` } },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          body += chunk;
        });
        response.once("end", () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    request.once("error", reject);
  });
}

async function readShares(): Promise<number[]> {
  const { body } = await load("/metrics", "m".repeat(16), new Agent());
  return Array.from({ length: verifyThreads }, (_, thread) =>
    Number(
      new RegExp(`^byteengine_thread_verifications_total{thread="${thread}"} (\\d+)`, "m").exec(body)?.[1],
    ),
  );
}

/** Opens connections so that each thread has at least one, as its count of verifications shows. */
async function openConnections(secret: string): Promise<Agent[]> {
  const before = await readShares();
  const opened: Agent[] = [];
  const hasMetAll = async () =>
    (await readShares()).every((verifications, thread) => verifications > (before[thread] ?? 0));
  while (!(await hasMetAll())) {
    expect(opened.length).toBeLessThan(400);
    // Several at once, so that one awake thread does not get all of them.
    const more = Array.from({ length: 4 }, createAgent);
    await Promise.all(more.map((agent) => load("/v1/api/auth", secret, agent)));
    opened.push(...more);
  }
  return opened;
}

test("the request log has every rejected request of all threads, in an entry or a count", async () => {
  const { secret } = await insertKey(database, team, unlimited);
  const disabled = await insertKey(database, team, { ...unlimited, disabledAt: new Date() });
  const connections = (await openConnections(secret)).slice(0, 40);
  for (let round = 0; round < 2; round++) {
    await Promise.all(connections.map((agent) => load("/v1/api/auth", disabled.secret, agent)));
    await threads.gather();
    await runtime.requests.flush();
  }
  const readLogged = async () => {
    await runtime.requests.flush();
    const { _sum, _count } = await database.prisma.requestLogEntry.aggregate({
      where: { keyId: disabled.id },
      _sum: { more: true },
      _count: true,
    });
    return _count + (_sum.more ?? 0);
  };
  // A report that came too late for the request is still merged.
  await vi.waitFor(async () => expect(await readLogged()).toBe(2 * connections.length), waitOptions);
});

test("a revocation is acknowledged once every thread has applied it", async () => {
  const { secret } = await insertKey(database, team, unlimited);
  const connections = await openConnections(secret);
  for (let round = 0; round < 10; round++) {
    const key = await insertKey(database, team, unlimited);
    const before = await Promise.all(connections.map((agent) => load("/v1/api/auth", key.secret, agent)));
    expect(before.map(({ status }) => status)).toEqual(connections.map(() => 200));
    await withTransaction(database, async (tx) => {
      await tx.apiKey.update({ where: { id: key.id }, data: { revokedAt: new Date() } });
      await recordInvalidation(tx, "key", key.id);
    });
    const after = await Promise.all(connections.map((agent) => load("/v1/api/auth", key.secret, agent)));
    expect(after.filter(({ status }) => status === 200)).toEqual([]);
  }
});

test("a limit is exact over all threads", async () => {
  const { secret } = await insertKey(database, team, unlimited);
  const connections = await openConnections(secret);
  const key = await insertKey(database, team, { rateLimitPerMinute: 25, rateLimitPer10Seconds: 1_000 });
  const sending = Array.from({ length: 10 }, () =>
    connections.map((agent) => load("/v1/api/auth", key.secret, agent)),
  );
  const answers = await Promise.all(sending.flat());
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(25);
});

test("readiness is the same on every thread", async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => load("/readyz", "", new Agent({ keepAlive: false }))),
  );
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  expect(answers[0]?.body).toContain('"database":"up"');
});

test("replaces threads under load without a failed request or a lost count", async () => {
  const { id, secret } = await insertKey(database, team, unlimited);
  let accepted = 0;
  let isEnding = false;
  const lanes = Array.from({ length: 8 }, async () => {
    const agent = createAgent();
    while (!isEnding) {
      expect((await load("/v1/api/auth", secret, agent)).status).toBe(200);
      accepted += 1;
    }
  });
  await threads.restart();
  isEnding = true;
  await Promise.all(lanes);
  await threads.gather();
  await runtime.usage.flush();
  const { _sum } = await database.prisma.keyUsage.aggregate({ where: { keyId: id }, _sum: { count: true } });
  expect(_sum.count).toBe(accepted);
});

test("retries a thread that cannot start, while the main thread serves", async () => {
  const lonely = createThreadGroup(runtime, createLimiterMemory({ maxCounters: 10, threads: 4 }));
  const server = createServer();
  // A descriptor that is not open.
  Object.assign(server, { _handle: { fd: 999_999 } });
  lonely.start(server, { operations: createOperations(runtime, null), applicationSocket: "/nowhere" });
  await vi.waitFor(async () => expect((await lonely.gather()).replaced).toBeGreaterThan(0), waitOptions);
  expect((await lonely.gather()).serving).toBe(1);
  expect(lines.join("")).toContain("a verification thread ended and will be replaced");
  await lonely.stop(0);
});
