import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Database } from "#lib/db/database.ts";
import { createKnownKeys } from "#lib/verification/known-keys.ts";

/** Live bytes after a collection. */
function measureHeap(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What one key costs in the cache, in bytes: 50,000 of the file's keys looked up through the database. */
export async function measureKeySize(database: Database, secretsFile: string): Promise<number> {
  const secrets = (await readFile(secretsFile, "utf8")).trimEnd().split("\n").slice(0, 50_000);
  const keys = createKnownKeys(database, { mostKeys: 1_000_000, outageMs: 300_000 });
  const before = measureHeap();
  keys.confirm(performance.now());
  for (let start = 0; start < secrets.length; start += 50) {
    await Promise.all(secrets.slice(start, start + 50).map((secret) => keys.find(secret)));
  }
  const bytes = (measureHeap() - before) / secrets.length;
  if (keys.count().size < secrets.length) throw new Error("not every key was kept");
  return bytes;
}
