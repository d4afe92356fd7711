import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { createKeyFacts } from "#e2e/support/access/key-facts.ts";
import { createVerificationWorld } from "#e2e/support/verification/verification-world.ts";
import type { Limiter } from "#lib/domain/limits/limiter.ts";
import type { RateLimit } from "#lib/domain/limits/window.ts";
import { createNaiveLimits } from "./naive-limits.ts";
import type { RedisTime } from "./redis-time.ts";

/** One key, and how often to present it now. */
export interface Asked {
  keyId: string;
  limits: RateLimit;
  times: number;
}

/**
 * One process: presents each key this many times, all at once and in any order. Returns what each response
 * said about the limits.
 */
export type Requester = (asked: readonly Asked[]) => Promise<string[][]>;

/** One of two processes that count in the same Redis. */
export interface SharingProcess {
  ask: Requester;
  /** How many requests it had to count without Redis so far. */
  getCountedLocally(): number;
}

/** The real verification over this limiter, with a random delay wherever it waits. */
export function createRequester(limiter: Limiter): SharingProcess & { stop(): Promise<void> } {
  const delay = async () => {
    for (let turns = Math.floor(Math.random() * 4); turns > 0; turns--) await nextTurn();
  };
  const consume: Limiter["consume"] = async (counter, limits) => {
    await delay();
    const decision = await limiter.consume(counter, limits);
    await delay();
    return decision;
  };
  const world = createVerificationWorld({
    limiter: { ...limiter, consume },
    readUnixMs: Date.now,
    onRead: delay,
  });
  const secrets: string[] = [];
  const present = async (secret: string): Promise<string> => {
    await delay();
    const { status, headers } = await world.requestAuth(secret, "?team=team_1");
    const [, minute, burst] = /r=(\d+);t=\d+, "burst";r=(\d+)/.exec(headers.RateLimit ?? "") ?? [];
    return describeAnswer(status, Number(headers["X-RateLimit-Limit"]), Number(minute), Number(burst));
  };
  const ask: Requester = async (asked) => {
    world.forgetAll();
    const asking = asked.map(({ keyId, limits, times }, index) => {
      const facts = createKeyFacts({ keyId, ...limits });
      const secret = secrets[index] ?? world.add(facts);
      secrets[index] = secret;
      world.put(secret, facts);
      return Promise.all(Array.from({ length: times }, () => present(secret)));
    });
    return Promise.all(asking);
  };
  return { ask, getCountedLocally: () => limiter.describe().countedLocally, stop: world.stop };
}

function describeAnswer(status: number, limit: number, minute: number, burst: number): string {
  return `${status}, limit ${limit}, ${minute} left of the minute, ${burst} of 10 seconds`;
}

interface SharedCase {
  limits: RateLimit;
  /** In each phase all of them send requests at once; then time passes. */
  phases: { times: number[]; passMs: number }[];
}

const times = fc.integer({ min: 0, max: 6 });

/**
 * Multiples of 5 s: a case takes less real time than that, so the end of a window never depends on
 * milliseconds.
 */
const passMs = fc.constantFrom(0, 0, 5_000, 10_000, 55_000, 60_000);

const sharedCase = (sharing: number): fc.Arbitrary<SharedCase> =>
  fc.record({
    limits: fc.record({
      perMinute: fc.integer({ min: 1, max: 12 }),
      per10Seconds: fc.integer({ min: 1, max: 6 }),
    }),
    phases: fc.array(
      fc.record({ times: fc.array(times, { minLength: sharing, maxLength: sharing }), passMs }),
      { minLength: 2, maxLength: 4 },
    ),
  });

/** After this time, the clock of the case and the real clock would no longer agree on which windows are open. */
const maxCaseMs = 4_000;

/**
 * Runs that many random cases through two processes with one Redis, all at the same time. Throws unless the
 * responses of every phase match the naive model. Returns false, without a result, if a slow machine made
 * Redis unreachable for 200 ms, so that each process admitted its share, as documented, or if the cases took
 * too long.
 */
export async function compareSharedCases(
  processes: readonly [SharingProcess, SharingProcess],
  time: RedisTime,
  options: { seed: number; count: number },
): Promise<boolean> {
  const countLocally = () => processes[0].getCountedLocally() + processes[1].getCountedLocally();
  const before = countLocally();
  const cases = fc.sample(sharedCase(2), { seed: options.seed, numRuns: options.count });
  const startedAt = performance.now();
  const pass = async (phase: number) => {
    await Promise.all(
      cases.map(({ phases }, index) =>
        time.pass(`key:${nameKey(options.seed, index)}`, phases[phase]?.passMs ?? 0),
      ),
    );
  };
  const isTooLate = () => performance.now() - startedAt > maxCaseMs;
  try {
    return await comparePhases({ requesters: processes, cases, seed: options.seed, pass, isTooLate });
  } catch (error) {
    if (countLocally() === before) throw error;
    return false;
  }
}

/** The same with threads, for which the same time passes in all cases. */
export async function compareThreadCases(
  threads: readonly { ask: Requester }[],
  time: { pass(ms: number): void },
  { seed, count }: { seed: number; count: number },
): Promise<void> {
  const sampled = fc.sample(sharedCase(threads.length), { seed, numRuns: count });
  const passes = sampled[0]?.phases.map(({ passMs }) => passMs) ?? [];
  const cases = sampled.map(({ limits, phases }) => ({
    limits,
    phases: phases.map((phase, index) => ({ ...phase, passMs: passes[index] ?? 0 })),
  }));
  const pass = async (phase: number) => time.pass(passes[phase] ?? 0);
  await comparePhases({ requesters: threads, cases, seed, pass, isTooLate: () => false });
}

const nameKey = (seed: number, index: number) => `key_${seed}_${index}`;

interface Comparison {
  requesters: readonly { ask: Requester }[];
  cases: readonly SharedCase[];
  seed: number;
  /** Lets the time of each case pass after this phase. */
  pass: (phase: number) => Promise<void>;
  isTooLate: () => boolean;
}

async function comparePhases({ requesters, cases, seed, pass, isTooLate }: Comparison): Promise<boolean> {
  const model = createNaiveLimits();
  const nowMs = cases.map(() => 0);
  for (let phase = 0; phase < 4; phase++) {
    const answers = await Promise.all(
      requesters.map(({ ask }, asker) =>
        ask(
          cases.map(({ limits, phases }, index) => ({
            keyId: nameKey(seed, index),
            limits,
            times: phases[phase]?.times[asker] ?? 0,
          })),
        ),
      ),
    );
    if (isTooLate()) return false;
    for (const [index, { limits, phases }] of cases.entries()) {
      const asked = phases[phase]?.times.reduce((sum, one) => sum + one, 0) ?? 0;
      const expected = Array.from({ length: asked }, () => {
        const decision = model.ask(nameKey(seed, index), limits, nowMs[index] ?? 0);
        const limit = decision.rejectedBy === "burst" ? limits.per10Seconds : limits.perMinute;
        const { minuteRemaining, burstRemaining } = decision;
        return describeAnswer(decision.admitted ? 200 : 429, limit, minuteRemaining, burstRemaining);
      });
      // Which requests are admitted depends on chance; how many, and their responses, do not.
      assert.deepEqual(answers.flatMap((all) => all[index] ?? []).sort(), expected.sort());
      nowMs[index] = (nowMs[index] ?? 0) + (phases[phase]?.passMs ?? 0);
    }
    await pass(phase);
  }
  return true;
}
