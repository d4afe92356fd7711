import { linkSync, readFileSync, rmSync, statSync, utimes, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { isProcessAlive, readProcessStart } from "./process-identity.mjs";

const heartbeatMs = 5_000;
/** A holder on another host (another container) that has been silent for this long has ended. */
const maxSilenceMs = 30_000;

/**
 * @typedef {object} Holder
 * @property {number} pid
 * @property {string | null} startedAt from readProcessStart. The pid is not enough: in a container it is always 1
 * @property {string | null} [bootId]
 * @property {string} host
 */

/**
 * Locks the file for this process. The lock of a dead process is replaced: immediately if it ran on this host, after 30
 * seconds of silence if it ran elsewhere.
 * @param {string} file
 * @returns {{ release: () => void } | { holder: Holder | null }} the current holder; null if it has just released the lock
 */
export function tryToLock(file) {
  const isLocked = tryToLink(file) || (removeDeadLock(file) && tryToLink(file));
  if (!isLocked) return { holder: readHolder(file) ?? null };
  const heartbeat = setInterval(() => {
    const now = new Date();
    // The next heartbeat makes up for a missed one.
    utimes(file, now, now, () => {});
  }, heartbeatMs);
  heartbeat.unref();
  return {
    release: () => {
      clearInterval(heartbeat);
      rmSync(file, { force: true });
    },
  };
}

/**
 * Written to another file and linked into place: the lock appears with its content or not at all.
 * @param {string} file
 */
function tryToLink(file) {
  const draft = `${file}.${hostname()}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(describeSelf()), { mode: 0o644 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** @returns {Holder} */
function describeSelf() {
  const { pid } = process;
  return { pid, startedAt: readProcessStart(pid), bootId: readBootId(), host: hostname() };
}

function readBootId() {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return null;
  }
}

/**
 * Only one process at a time removes a dead lock, and it checks again first. Otherwise a second one would remove the first
 * one's new lock.
 * @param {string} file
 * @returns {boolean} whether the file may be free now
 */
function removeDeadLock(file) {
  if (!isDead(file)) return false;
  const guard = `${file}.takeover`;
  if (isSilent(guard)) rmSync(guard, { force: true });
  if (!tryToLink(guard)) return false;
  try {
    if (isDead(file)) rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
}

/**
 * Whether the lock's holder has ended, or the file has other contents than a lock. A missing file is not dead: another
 * process may lock it at any time.
 * @param {string} file
 */
function isDead(file) {
  const holder = readHolder(file);
  if (holder === undefined) return false;
  if (holder === null) return true;
  if (holder.host !== hostname()) return isSilent(file);
  const isSameBoot = holder.bootId === undefined || holder.bootId === readBootId();
  return !isSameBoot || !isProcessAlive(holder.pid, holder.startedAt);
}

/** @param {string} file */
function isSilent(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > maxSilenceMs;
}

/**
 * @param {string} file
 * @returns {Holder | null | undefined} undefined if the file is missing, null if it is not a lock
 */
function readHolder(file) {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { pid, startedAt, bootId, host } = JSON.parse(text);
    return Number.isSafeInteger(pid) && typeof host === "string" ? { pid, startedAt, bootId, host } : null;
  } catch {
    return null;
  }
}
