import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { DurableNodeFS } from "./durable-file-system.ts";
import { diskFullExitCode, isEngineDiskFull } from "./engine-disk-full.ts";
import { threadPoolSize } from "./thread-pool-size.ts";

// Creates the files of an empty database in the given directory. It runs in a separate process because the
// engine needs a gigabyte of memory for this, and WebAssembly never releases memory.

/**
 * The engine creates files without syncing them, and a power failure must not leave them half written. Many
 * are synced at once, because syncing a thousand files one by one can take minutes on a busy disk.
 */
async function syncAll(directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile() || process.platform !== "win32")
    .map((entry) => join(entry.parentPath, entry.name));
  const lane = async () => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) await sync(path);
  };
  await Promise.all(Array.from({ length: threadPoolSize }, lane));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

const [directory = ""] = process.argv.slice(2);
try {
  const db = await PGlite.create({ fs: new DurableNodeFS(directory) });
  await db.close();
  await syncAll(directory);
} catch (error) {
  if (!isEngineDiskFull(error)) throw error;
  process.exitCode = diskFullExitCode;
}
