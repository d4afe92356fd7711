// A thread with copies of keys, for tests: it repeatedly looks up the key, and counts every result that is
// older than what had been acknowledged before the lookup.
import assert from "node:assert/strict";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { createCopiedKeys } from "#lib/verification/threads/copied-keys.ts";

export interface CopiedKeysData {
  port: MessagePort;
  secret: string;
  /** The version that was acknowledged last. */
  acknowledged: Int32Array;
}

export interface CopiedKeysCounts {
  asked: number;
  hits: number;
  late: number;
}

/** `find` returns the CopiedKeysCounts since the last time, `hang` never returns. */
export type CopiedKeysCommand = "find" | "hang";

const data: CopiedKeysData = workerData;
const keys = createCopiedKeys(data.port, { maxKeys: 100, outageMs: 300_000 });
let counts: CopiedKeysCounts = { asked: 0, hits: 0, late: 0 };

async function findOnce(): Promise<void> {
  const acknowledged = Atomics.load(data.acknowledged, 0);
  const found = keys.find(data.secret);
  counts.asked += 1;
  if (!(found instanceof Promise)) counts.hits += 1;
  const key = await found;
  if (Number(key?.name) < acknowledged) counts.late += 1;
}

async function findForever(): Promise<void> {
  for (;;) {
    for (let time = 0; time < 20; time++) await findOnce();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

assert.ok(parentPort !== null);
parentPort.on("message", (command: CopiedKeysCommand) => {
  while (command === "hang");
  parentPort?.postMessage(counts);
  counts = { asked: 0, hits: 0, late: 0 };
});
void findForever();
