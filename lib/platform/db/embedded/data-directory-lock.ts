import { readFileSync } from "node:fs";
import { link, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { isProcessAlive, readProcessStart } from "#lib/platform/process/process-identity.mjs";
import { StartError } from "#lib/platform/process/start-error.ts";

const heartbeatMs = 5_000;
/** A holder on another host (another container) that has been silent for this long has ended. */
const maxSilenceMs = 30_000;

const holderSchema = z.object({
  pid: z.int(),
  /** In the kernel's ticks. The pid is not enough: in a container it is always 1. */
  startedAt: z.string().nullable(),
  bootId: z.string().nullable(),
  host: z.string(),
});

type Holder = z.infer<typeof holderSchema>;

export interface DataDirectoryLock {
  release(): Promise<void>;
}

/**
 * Locks the directory for this process: two databases on one directory would destroy it. The lock of a dead
 * process is replaced. Otherwise throws StartError with the holder's name.
 */
export async function lockDataDirectory(directory: string): Promise<DataDirectoryLock> {
  const file = join(directory, "lock");
  const draft = `${file}.${hostname()}.${process.pid}`;
  await writeFile(draft, JSON.stringify(describeSelf()), { mode: 0o600 });
  try {
    await acquireLock(draft, file, directory);
  } finally {
    await rm(draft, { force: true });
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    // The next heartbeat makes up for a missed one.
    utimes(file, now, now).catch(() => {});
  }, heartbeatMs);
  heartbeat.unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      await rm(file, { force: true });
    },
  };
}

function describeSelf(): Holder {
  return {
    pid: process.pid,
    startedAt: readProcessStart(process.pid),
    bootId: readBootId(),
    host: hostname(),
  };
}

function readBootId(): string | null {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return null;
  }
}

async function acquireLock(draft: string, file: string, directory: string): Promise<void> {
  if (await tryToLink(draft, file)) return;
  await removeDeadLock(draft, file);
  // Linked again rather than assumed: another process may have taken the lock in between.
  if (await tryToLink(draft, file)) return;
  throw createInUseError(directory, await readHolder(file));
}

/**
 * Only one process at a time removes a dead lock, and it checks again first. Otherwise a second one would
 * remove the first one's new lock.
 */
async function removeDeadLock(draft: string, file: string): Promise<void> {
  const guard = `${file}.takeover`;
  if (await isSilent(guard)) await rm(guard, { force: true });
  if (!(await tryToLink(draft, guard))) return;
  try {
    const holder = await readHolder(file);
    if (holder === null || (await isGone(file, holder))) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

function createInUseError(directory: string, holder: Holder | null): StartError {
  const who = holder === null ? "another process" : `process ${holder.pid} on ${holder.host}`;
  return new StartError(`DATA_DIR ${directory} is in use by ${who}; stop it, or set a different DATA_DIR`);
}

async function tryToLink(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Null if the file is missing or has other contents. */
async function readHolder(file: string): Promise<Holder | null> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}

async function isGone(file: string, holder: Holder): Promise<boolean> {
  if (holder.host === hostname()) {
    return holder.bootId !== readBootId() || !isProcessAlive(holder.pid, holder.startedAt);
  }
  return isSilent(file);
}

async function isSilent(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => null);
  return stats !== null && Date.now() - stats.mtimeMs > maxSilenceMs;
}
