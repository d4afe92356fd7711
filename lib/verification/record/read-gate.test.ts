import { expect, test } from "vitest";
import { DatabaseUnavailableError } from "#lib/platform/db/server/database-errors.ts";
import { createReadGate } from "./read-gate.ts";

/** A gate, and a read that fails this often before it succeeds. */
function prepare({ wasPaused, failures }: { wasPaused: boolean; failures: number }) {
  let reads = 0;
  const gate = createReadGate(
    () => 0,
    () => wasPaused,
  );
  const read = async () => {
    reads += 1;
    if (reads > failures) return "row";
    throw new DatabaseUnavailableError("it does not answer");
  };
  return { gate, read, run: () => gate.run(read), countReads: () => reads };
}

test("a read that failed while the process was paused is repeated", async () => {
  const { gate, run, countReads } = prepare({ wasPaused: true, failures: 1 });
  expect(await run()).toBe("row");
  expect(countReads()).toBe(2);
  expect(gate.getState()).toBe("up");
});

test("a read that failed otherwise is not repeated", async () => {
  const { gate, run, countReads } = prepare({ wasPaused: false, failures: 1 });
  await expect(run()).rejects.toThrow("it does not answer");
  expect(countReads()).toBe(1);
  expect(gate.getState()).toBe("away");
});

test("a read is repeated only once", async () => {
  const { gate, run, countReads } = prepare({ wasPaused: true, failures: 2 });
  await expect(run()).rejects.toThrow("it does not answer");
  expect(countReads()).toBe(2);
  expect(gate.getState()).toBe("away");
});

test("a read is not repeated once another has found the database away", async () => {
  const { gate, read, countReads } = prepare({ wasPaused: true, failures: 9 });
  const slow = gate.run(async () => {
    await expect(gate.run(read)).rejects.toThrow();
    return read();
  });
  await expect(slow).rejects.toThrow("it does not answer");
  // Two of the first read, one of the slow one.
  expect(countReads()).toBe(3);
});

test("notices that the process was paused", async () => {
  const gate = createReadGate(() => performance.now());
  let reads = 0;
  const row = await gate.run(async () => {
    reads += 1;
    if (reads > 1) return "row";
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
    throw new DatabaseUnavailableError("it does not answer");
  });
  expect(row).toBe("row");
});
