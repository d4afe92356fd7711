import { readFileSync } from "node:fs";

/**
 * When a process started, in the kernel's own ticks: tells it from a later one with the same pid.
 * @param {number} pid
 * @returns {string | null} null where there is no /proc, or no such process
 */
export function readProcessStart(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in parentheses and may hold spaces; the start time is the 20th after it (proc_pid_stat(5)).
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {number} pid
 * @param {string | null} startedAt what readProcessStart said while it was known to live
 */
export function isProcessAlive(pid, startedAt) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return startedAt === null || readProcessStart(pid) === startedAt;
}
