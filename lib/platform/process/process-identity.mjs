import { readFileSync } from "node:fs";

/**
 * When a process started, in kernel ticks. It distinguishes the process from a later one with the same pid.
 * @param {number} pid
 * @returns {string | null} null without /proc, or if the process does not exist
 */
export function readProcessStart(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in parentheses and can contain spaces. The start time is the 20th field after it
    // (proc_pid_stat(5)).
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {number} pid
 * @param {string | null} startedAt what readProcessStart returned while the process was running
 */
export function isProcessAlive(pid, startedAt) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process is running but belongs to another user.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return startedAt === null || readProcessStart(pid) === startedAt;
}
