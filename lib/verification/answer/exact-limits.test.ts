import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createKeyFacts } from "#e2e/support/access/key-facts.ts";
import { limitInterleavings } from "#e2e/support/limits/limit-interleavings.ts";
import { createManualClock } from "#e2e/support/limits/manual-clock.ts";
import { createVerificationWorld } from "#e2e/support/verification/verification-world.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import { verifyKey } from "./answer-verify.ts";
import { resolveKeyActor } from "./authenticate.ts";
import { introspectKey } from "./introspect-key.ts";

describe("limits over a whole verification", () => {
  test("a request that arrives late does not open the window again", async () => {
    const clock = createManualClock();
    const arrival = Promise.withResolvers<void>();
    let reads = 0;
    const world = createVerificationWorld({
      limiter: createMemoryLimiter({ maxCounters: 100, clock }),
      readUnixMs: clock.readUnixMs,
      // The second secret, from a rotation, is read for the first time, which takes a while.
      onRead: async () => {
        reads += 1;
        if (reads === 2) await arrival.promise;
      },
    });
    const key = createKeyFacts({ perMinute: 1000, per10Seconds: 20 });
    const [known, unseen] = [world.add(key), world.add({ ...key, secretId: "sec_2" })];
    await world.requestAuth(known, "?team=team_2");
    const late = world.requestAuth(unseen, "?team=team_1");
    clock.pass(5);
    const askMany = async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => world.requestAuth(known, "?team=team_1")),
      );
      return answers.filter(({ status }) => status === 200).length;
    };
    expect(await askMany()).toBe(20);
    arrival.resolve();
    expect((await late).status).toBe(429);
    expect(await askMany()).toBe(0);
    clock.pass(10_000);
    expect(await askMany()).toBe(20);
    await world.stop();
  });

  test("match the naive model for any interleaving of requests", { timeout: 60_000 }, async () => {
    await fc.assert(limitInterleavings, { numRuns: 300, seed: 20_260_101 });
  });
});

test("a key that expires while it is being read is rejected by /auth, /keys/verify and introspection", async () => {
  const clock = createManualClock();
  const world = createVerificationWorld({
    limiter: createMemoryLimiter({ maxCounters: 100, clock }),
    readUnixMs: clock.readUnixMs,
    onRead: async () => clock.pass(50),
  });
  const addDying = () => world.add(createKeyFacts({ expiresAtMs: clock.readUnixMs() + 50 }));
  const caller = { teamId: "team_1", environmentSlug: null, service: "key_asking", requestId: "req_test" };
  expect((await world.requestAuth(addDying(), "?team=team_1")).status).toBe(401);
  expect(await verifyKey(world.runtime, caller, { key: addDying(), spend: true })).toMatchObject({
    code: "EXPIRED",
  });
  expect(await introspectKey(world.runtime, caller, addDying())).toEqual({ active: false });
  expect(await resolveKeyActor(world.runtime, addDying(), { address: null })).toEqual({ outcome: "invalid" });
  await world.stop();
});
