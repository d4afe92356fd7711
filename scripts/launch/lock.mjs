import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { tryToLock } from "../../lib/platform/process/lock-file.mjs";

const pollMs = 200;

/**
 * Runs work while holding a lock file, and waits for another holder first.
 * @template T
 * @param {string} file
 * @param {{ signal: AbortSignal, onWait: (holder: { pid: number, host: string }) => void }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, { signal, onWait }, work) {
  mkdirSync(dirname(file), { recursive: true });
  let hasReported = false;
  for (;;) {
    const attempt = tryToLock(file);
    if ("release" in attempt) return await work().finally(attempt.release);
    if (attempt.holder !== null && !hasReported) {
      hasReported = true;
      onWait(attempt.holder);
    }
    await wait(pollMs, undefined, { signal });
  }
}
