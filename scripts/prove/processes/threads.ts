// Proof: verification threads share a port, the load and all limits. While threads are replaced under load,
// no request fails. Every thread gets its share of 4 and of 32 connections. Random limits, used over all
// threads, admit exactly what they allow.
// `npm run prove -- threads [restarts] [limits] [seed]`
import assert from "node:assert/strict";
import { Agent, get } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { readMetric, startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { readVerifications, waitForThreads } from "#e2e/support/verification/thread-connections.ts";

const restarts = Number(process.argv[2] ?? 100);
const limitCases = Number(process.argv[3] ?? 200);
const seed = Number(process.argv[4] ?? 20_260_104);
const threads = 2;

const fleet = await startFleet({ serve: ["api"], environment: { VERIFY_THREADS: String(threads) } });
const { database, team } = fleet;
const [instance = assert.fail()] = fleet.instances;
const { secret } = await insertKey(database, team, unlimited);

/** Sends a request over the agent's connections, with an API that never retries by itself. */
function send(agent: Agent, key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}` };
  return new Promise((resolve, reject) => {
    const request = get(`${instance.origin}/v1/api/auth`, { agent, headers }, (response) => {
      response.once("end", () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    request.once("error", reject);
  });
}

interface Load {
  sent: number;
  failed: Map<string, number>;
}

/**
 * Sends requests over this many connections, each as soon as the previous response has arrived, until `end`
 * is called.
 */
function startLoad(connections: number): { end: () => Promise<Load> } {
  const load: Load = { sent: 0, failed: new Map() };
  let isEnding = false;
  const fail = (reason: string) => load.failed.set(reason, (load.failed.get(reason) ?? 0) + 1);
  const lane = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!isEnding) {
      load.sent += 1;
      const status = await send(agent, secret).catch((error: Error) => error.message);
      if (status !== 200) fail(String(status));
    }
    agent.destroy();
  };
  const lanes = Promise.all(Array.from({ length: connections }, lane));
  return {
    end: async () => {
      isEnding = true;
      await lanes;
      return load;
    },
  };
}

async function waitFor(name: string, value: number): Promise<void> {
  while ((await readMetric(instance, name)) < value) await wait(20);
}

const readShares = () => readVerifications(instance, threads);

async function proveRestarts(): Promise<void> {
  const load = startLoad(32);
  const startedAt = performance.now();
  for (let restart = 1; restart <= restarts; restart++) {
    process.kill(instance.pid, "SIGUSR2");
    await waitFor("byteengine_verification_threads_replaced_total", restart);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { sent, failed } = await load.end();
  console.log(
    `${restarts} threads replaced in ${seconds.toFixed(0)} s under load: ${sent} verifications, failed: ${JSON.stringify([...failed])}`,
  );
  assert.equal(failed.size, 0);
}

async function proveShares(connections: number): Promise<void> {
  const load = startLoad(connections);
  // Connections are balanced over the threads within a few seconds.
  await wait(5_000);
  const before = await readShares();
  await wait(10_000);
  const after = await readShares();
  const { failed } = await load.end();
  const served = after.map((count, thread) => count - (before[thread] ?? 0));
  const total = served.reduce((sum, count) => sum + count, 0);
  const shares = served.map((count) => ((100 * count) / total).toFixed(0));
  console.log(`${connections} connections: ${total} verifications, by thread: ${shares.join(" %, ")} %`);
  assert.equal(failed.size, 0);
}

/** A small generator of numbers from 0 to 1, with the same sequence for each seed. */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function proveLimits(): Promise<void> {
  const random = createRandom(seed);
  const agents = Array.from({ length: 16 }, () => new Agent({ keepAlive: true, maxSockets: 4 }));
  const before = await readShares();
  let wrong = 0;
  let sent = 0;
  for (let round = 0; round < limitCases; round++) {
    const limit = 1 + Math.floor(random() * 60);
    const isBurst = random() < 0.5;
    const key = await insertKey(database, team, {
      rateLimitPerMinute: isBurst ? 1_000_000 : limit,
      rateLimitPer10Seconds: isBurst ? limit : 1_000_000,
    });
    const demand = limit + 1 + Math.floor(random() * 60);
    const startedAt = performance.now();
    const sending = Array.from({ length: demand }, async () => {
      if (random() < 0.3) await wait(random() * 20);
      return send(agents[Math.floor(random() * agents.length)] ?? assert.fail(), key.secret);
    });
    const statuses = await Promise.all(sending);
    const admitted = statuses.filter((status) => status === 200).length;
    const others = statuses.filter((status) => status !== 200 && status !== 429).length;
    // If the machine is so slow that a window has ended in the meantime, the result is not conclusive.
    if (performance.now() - startedAt > 9_000) continue;
    sent += demand;
    if (admitted !== limit || others > 0) {
      wrong += 1;
      console.log(`round ${round}: limit ${limit}, sent ${demand}, admitted ${admitted}, others ${others}`);
    }
  }
  const after = await readShares();
  for (const agent of agents) agent.destroy();
  const shares = after.map((count, thread) => count - (before[thread] ?? 0));
  console.log(
    `${limitCases} keys with random limits, seed ${seed}, ${sent} verifications, by thread ${shares.join(", ")}: wrong number admitted: ${wrong}`,
  );
  assert.equal(wrong, 0);
  assert.ok(shares.every((count) => count > 0));
}

try {
  await waitForThreads(instance, threads);
  await proveShares(4);
  await proveShares(32);
  await proveLimits();
  await proveRestarts();
} finally {
  await fleet.stop();
}
