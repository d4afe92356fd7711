import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { createKeyFacts } from "#e2e/support/access/key-facts.ts";
import {
  createVerificationWorld,
  type VerificationWorld,
} from "#e2e/support/verification/verification-world.ts";
import { createMemoryLimiter, type Limiter } from "#lib/domain/limits/limiter.ts";
import type { LimitDecision, RateLimit } from "#lib/domain/limits/window.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";
import { createNaiveLimits } from "./naive-limits.ts";

/**
 * What happens between two turns of the interleaving: requests start, some of them advance by a step, and
 * time passes.
 */
interface Move {
  /** Which of the key's secrets each new request presents; -1: one that does not exist. */
  requests: number[];
  steps: number;
  passMs: number;
  /** How far the host's clock is changed. */
  setMs: number;
  isForgetting: boolean;
}

interface Plan {
  limits: RateLimit;
  /** Whether counting takes time too, as it does in Redis. */
  isLimiterSlow: boolean;
  moves: Move[];
}

const hourMs = 3_600_000;

const move: fc.Arbitrary<Move> = fc.record({
  requests: fc.array(fc.integer({ min: -1, max: 2 }), { maxLength: 8 }),
  steps: fc.integer({ min: 0, max: 12 }),
  passMs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 50 }),
    fc.constantFrom(9_999, 10_000, 10_001, 50_000, 59_999, 60_000),
    fc.integer({ min: 0, max: 20_000 }),
  ),
  setMs: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    fc.integer({ min: -2 * hourMs, max: 2 * hourMs }),
  ),
  isForgetting: fc.boolean(),
});

const plan: fc.Arbitrary<Plan> = fc.record({
  limits: fc.record({
    perMinute: fc.integer({ min: 1, max: 12 }),
    per10Seconds: fc.integer({ min: 1, max: 6 }),
  }),
  isLimiterSlow: fc.boolean(),
  moves: fc.array(move, { minLength: 2, maxLength: 10 }),
});

/** One request that was counted or rejected at a moment. */
interface Counted {
  counter: string;
  limits: RateLimit;
  atMs: number;
  decision: LimitDecision;
}

/** A limiter that records what it decides, and when. */
function createRecorded(
  clock: ManualClock,
  delay: (() => Promise<void>) | null,
): { limiter: Limiter; history: Counted[] } {
  const history: Counted[] = [];
  const inner = createMemoryLimiter({ maxCounters: 100, clock });
  const count: Limiter["consume"] = (counter, limits) => {
    const decision = inner.consume(counter, limits);
    assert.ok(!(decision instanceof Promise));
    history.push({ counter, limits, atMs: clock.readMs(), decision });
    return decision;
  };
  const countSlowly = async (wait: () => Promise<void>, counter: string, limits: RateLimit) => {
    await wait();
    const decision = await count(counter, limits);
    await wait();
    return decision;
  };
  const consume: Limiter["consume"] =
    delay === null ? count : (counter, limits) => countSlowly(delay, counter, limits);
  return { limiter: { ...inner, consume }, history };
}

/** Every decision matches the naive model at the moment of counting. */
function assertAsModel(history: readonly Counted[]): void {
  const model = createNaiveLimits();
  for (const { counter, limits, atMs, decision } of history) {
    const { minute, burst, admitted, rejectedBy } = decision;
    assert.deepEqual(
      {
        admitted,
        rejectedBy,
        minuteRemaining: minute.remaining,
        burstRemaining: burst.remaining,
        minuteEndsInMs: minute.endsInMs,
        burstEndsInMs: burst.endsInMs,
      },
      model.ask(counter, limits, atMs),
    );
  }
}

/**
 * Per window: never more than its limit, exactly the limit if a request was rejected, and the same reset for
 * all.
 */
function assertWindows(history: readonly Counted[]): void {
  for (const kind of ["minute", "burst"] as const) {
    const windows = new Map<
      string,
      { limit: number; admitted: number; hasRejected: boolean; resetAt: number }
    >();
    for (const { counter, atMs, decision } of history) {
      const { endsInMs, limit, resetAt } = decision[kind];
      const name = `${counter} ${atMs + endsInMs}`;
      // A request that the other window rejects does not open one here.
      if (!decision.admitted && decision.rejectedBy !== kind) continue;
      const window = windows.get(name) ?? { limit, admitted: 0, hasRejected: false, resetAt };
      windows.set(name, window);
      if (decision.admitted) window.admitted += 1;
      else window.hasRejected = true;
      assert.equal(resetAt, window.resetAt);
    }
    for (const { limit, admitted, hasRejected } of windows.values()) {
      assert.ok(admitted <= limit);
      if (hasRejected) assert.equal(admitted, limit);
    }
  }
}

/** A 429 states the wait of the window that rejected the request, in all its headers. */
function assertAnswer({ status, headers }: Awaited<ReturnType<VerificationWorld["requestAuth"]>>): void {
  if (status !== 429) {
    assert.equal(headers["Retry-After"], undefined);
    return;
  }
  const waits = [...(headers.RateLimit ?? "").matchAll(/r=(\d+);t=(\d+)/g)];
  const full = waits.filter(([, remaining]) => remaining === "0").map(([, , seconds]) => Number(seconds));
  assert.equal(Number(headers["Retry-After"]), Math.max(...full));
}

async function runPlan({ limits, isLimiterSlow, moves }: Plan, scheduler: fc.Scheduler): Promise<void> {
  const clock = createManualClock();
  const delay = () => scheduler.schedule(Promise.resolve());
  const { limiter, history } = createRecorded(clock, isLimiterSlow ? delay : null);
  const world = createVerificationWorld({ limiter, readUnixMs: clock.readUnixMs, onRead: delay });
  const { perMinute, per10Seconds } = limits;
  const facts = createKeyFacts({ perMinute, per10Seconds });
  const secrets = ["sec_1", "sec_2", "sec_3"].map((secretId) => world.add({ ...facts, secretId }));
  const asked: ReturnType<VerificationWorld["requestAuth"]>[] = [];
  for (const { requests, steps, passMs, setMs, isForgetting } of moves) {
    if (isForgetting) world.forgetAll();
    for (const index of requests)
      asked.push(world.requestAuth(secrets[index] ?? "be_nobody", "?team=team_1"));
    for (let step = 0; step < steps && scheduler.count() > 0; step++) {
      await scheduler.waitNext(1);
      await nextTurn();
    }
    clock.pass(passMs);
    clock.set(setMs);
  }
  const answers = await scheduler.waitFor(Promise.all(asked));
  await world.stop();
  assertAsModel(history);
  assertWindows(history);
  for (const answer of answers) assertAnswer(answer);
  const admitted = history.filter(({ counter, decision }) => counter === "key_1" && decision.admitted);
  assert.equal(answers.filter(({ status }) => status === 200).length, admitted.length);
}

/**
 * Requests of one process in any order, with a delay at every await, while time passes and the host's clock
 * is changed. Each verdict matches the naive model.
 */
export const limitInterleavings = fc.asyncProperty(plan, fc.scheduler(), runPlan);
