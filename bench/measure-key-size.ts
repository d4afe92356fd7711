import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Database } from "#lib/platform/db/database.ts";
import { createKnownKeys } from "#lib/verification/cache/known-keys.ts";

/** Live bytes. Collects several times, because some objects are only released after a turn of the event loop. */
async function measureHeap(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  for (let round = 0; round < 5; round++) {
    if (typeof collect === "function") collect();
    await setImmediate();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * A substring keeps the whole text alive, so each line is copied and the file's text is released before the
 * measurement.
 */
async function readSecrets(file: string, count: number): Promise<string[]> {
  const text = await readFile(file, "utf8");
  const lines = text.split("\n", count).filter((line) => line !== "");
  return lines.map((line) => Buffer.from(line).toString());
}

/**
 * What one key costs in memory, in bytes: 50,000 keys from the file are looked up in the database. The
 * digests of all secrets (ADR 0015) are read at the same time, and each counts toward one key.
 */
export async function measureKeySize(database: Database, secretsFile: string): Promise<number> {
  const secrets = await readSecrets(secretsFile, 50_000);
  const keys = createKnownKeys(database, { maxKeys: 1_000_000, outageMs: 300_000 });
  const before = await measureHeap();
  keys.confirm(performance.now());
  for (let start = 0; start < secrets.length; start += 50) {
    await Promise.all(secrets.slice(start, start + 50).map((secret) => keys.find(secret)));
  }
  while (keys.count().digests.size === 0) await setImmediate();
  const after = await measureHeap();
  const { size, digests } = keys.count();
  if (size < secrets.length) throw new Error("not every key was cached");
  return (after - before - digests.bytes) / size + digests.bytes / digests.size;
}
