import { describe, expect, test } from "vitest";
import { createDatabaseClock } from "./database-clock.ts";

const databaseStartMs = 1_780_000_000_000;

/** A host whose own clock is five minutes slow, and whose monotonic clock the test moves. */
function createHost() {
  let monotonicMs = 1_000;
  let hostMs = databaseStartMs - 300_000;
  const clock = createDatabaseClock(
    () => monotonicMs,
    () => hostMs,
  );
  return {
    clock,
    pass: (ms: number) => {
      monotonicMs += ms;
      hostMs += ms;
    },
    setHostClock: (ms: number) => {
      hostMs = ms;
    },
    /** The database answers with its own time, halfway through the round trip. */
    read: (databaseMs: number, roundTripMs: number) => {
      const sentAtMs = monotonicMs;
      monotonicMs += roundTripMs;
      clock.observe(databaseMs, sentAtMs, monotonicMs);
    },
  };
}

describe("the database's clock", () => {
  test("continues from its reading, however the host's clock is changed", () => {
    const { clock, pass, read, setHostClock } = createHost();
    expect(clock.now()).toBe(databaseStartMs - 300_000);
    read(databaseStartMs, 2);
    expect(clock.now()).toBe(databaseStartMs + 1);
    setHostClock(0);
    pass(5_000);
    expect(clock.now()).toBe(databaseStartMs + 5_001);
  });

  test("ignores a slow answer while a quick one is recent, and corrects the drift later", () => {
    const { clock, pass, read } = createHost();
    read(databaseStartMs, 2);
    // Its database time was read right at the start of a long wait: half of the wait is error.
    read(databaseStartMs + 2, 1_000);
    expect(clock.now()).toBe(databaseStartMs + 1_001);
    // The host's oscillator has lost a second in an hour.
    pass(3_600_000);
    read(databaseStartMs + 3_602_001, 2);
    expect(clock.now()).toBe(databaseStartMs + 3_602_002);
  });
});
