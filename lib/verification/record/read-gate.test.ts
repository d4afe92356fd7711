import { expect, test } from "vitest";
import { lookUpLimitMs } from "#lib/platform/db/database.ts";
import { DatabaseUnavailableError } from "#lib/platform/db/server/database-errors.ts";
import { createReadGate } from "./read-gate.ts";

/** A gate, and reads that each take this long and then fail, until the last one succeeds. */
function prepare(failedReadsMs: number[]) {
  let nowMs = 0;
  let reads = 0;
  const gate = createReadGate(() => nowMs);
  const read = async () => {
    const tookMs = failedReadsMs[reads];
    reads += 1;
    if (tookMs === undefined) return "row";
    nowMs += tookMs;
    throw new DatabaseUnavailableError("it does not answer");
  };
  return { gate, run: () => gate.run(read), countReads: () => reads };
}

test("a read that timed out while the process was paused is repeated", async () => {
  const { gate, run, countReads } = prepare([lookUpLimitMs + 3_000]);
  expect(await run()).toBe("row");
  expect(countReads()).toBe(2);
  expect(gate.getState()).toBe("up");
});

test("a read that timed out otherwise is not repeated", async () => {
  const { gate, run, countReads } = prepare([lookUpLimitMs]);
  await expect(run()).rejects.toThrow("it does not answer");
  expect(countReads()).toBe(1);
  expect(gate.getState()).toBe("away");
});

test("a read is repeated only once", async () => {
  const { gate, run, countReads } = prepare([lookUpLimitMs + 3_000, lookUpLimitMs + 3_000]);
  await expect(run()).rejects.toThrow("it does not answer");
  expect(countReads()).toBe(2);
  expect(gate.getState()).toBe("away");
});
