import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isProcessAlive, readProcessStart } from "../../lib/platform/process/process-identity.mjs";

const heartbeatMs = 5_000;
const maxSilenceMs = 30_000;
const pollMs = 200;

/**
 * @typedef {object} Holder
 * @property {number} pid
 * @property {string | null} startedAt from readProcessStart
 * @property {string} host
 */

/**
 * Runs work while holding a lock file, and waits for another holder first. A dead holder's lock is taken
 * over: immediately if it ran on this host, after 30 seconds of silence if it ran elsewhere (another
 * container on the same folder).
 * @template T
 * @param {string} file
 * @param {{ signal: AbortSignal, onWait: (holder: Holder) => void }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, { signal, onWait }, work) {
  mkdirSync(dirname(file), { recursive: true });
  let hasReported = false;
  while (!tryToLock(file)) {
    const holder = readHolder(file);
    if (holder !== null && isDead(file, holder)) {
      removeDeadLock(file);
    } else if (holder !== null && !hasReported) {
      hasReported = true;
      onWait(holder);
    }
    await wait(pollMs, undefined, { signal });
  }
  const heartbeat = setInterval(
    () => existsSync(file) && utimesSync(file, new Date(), new Date()),
    heartbeatMs,
  );
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function tryToLock(file) {
  /** @type {Holder} */
  const self = { pid: process.pid, startedAt: readProcessStart(process.pid), host: hostname() };
  // Written to another file and linked into place: the lock appears with its content or not at all.
  const draft = `${file}.${hostname()}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(self));
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

/**
 * @param {string} file
 * @returns {Holder | null} null if it has just been released
 */
function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/**
 * @param {string} file
 * @param {Holder} holder
 */
function isDead(file, holder) {
  if (holder.host === hostname()) return !isProcessAlive(holder.pid, holder.startedAt);
  return isSilent(file);
}

/** @param {string} file */
function isSilent(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > maxSilenceMs;
}

/**
 * Only one of several waiting processes removes the dead lock, and it checks again first. Otherwise a second
 * one would remove the first one's new lock.
 * @param {string} file
 */
function removeDeadLock(file) {
  const guard = `${file}.takeover`;
  if (isSilent(guard)) rmSync(guard, { force: true });
  if (!tryToLock(guard)) return;
  try {
    const holder = readHolder(file);
    if (holder !== null && isDead(file, holder)) rmSync(file, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}
