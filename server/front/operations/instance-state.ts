import { statfs } from "node:fs/promises";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { DatabaseState } from "./health.ts";

export interface DiskSpace {
  freeBytes: number;
  totalBytes: number;
}

/** What a request for metrics reads, besides what is counted. */
export interface InstanceState {
  database: DatabaseState;
  /** Null if the instance has no data directory. */
  disk: DiskSpace | null;
}

/** The space that this user can still write to. Only the embedded database is in the data directory. */
export async function readDiskSpace({
  database,
  config,
}: Pick<Runtime, "database" | "config">): Promise<DiskSpace | null> {
  if (database.kind !== "embedded") return null;
  try {
    const { bavail, blocks, bsize } = await statfs(config.dataDirectory);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    // Tests have no directory, and an unreadable one shows as a failing database.
    return null;
  }
}
