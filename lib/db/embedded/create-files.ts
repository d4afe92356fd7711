import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { DurableNodeFS } from "./durable-file-system.ts";
import { diskFullExitCode, isEngineDiskFull } from "./engine-disk-full.ts";

// Creates the files of an empty database in the directory it is started with. A process of its own: the engine takes a gigabyte of
// memory for this, and WebAssembly never gives memory back.

/** The engine creates them without a sync; a power cut must not find them half written. */
async function syncAll(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) await sync(join(entry.parentPath, entry.name));
    else if (entry.isDirectory() && process.platform !== "win32")
      await sync(join(entry.parentPath, entry.name));
  }
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
